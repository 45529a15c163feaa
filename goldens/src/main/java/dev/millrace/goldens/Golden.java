package dev.millrace.goldens;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The bytes of every format as a release wrote them: {@code
 * src/test/resources/dev/millrace/formats} of the module that writes it, a folder for each release
 * that changed one. They are never written again. Who changes a format raises its version, writes
 * the new bytes into a folder of the next number ({@code -Dmillrace.golden=write}, where the file
 * is not there yet), and says here and in the test of the old ones what becomes of them: read as
 * before, or refused with a code.
 */
public final class Golden {
  private static final String WRITE = "millrace.golden";

  /** Tests run in their module's folder. */
  private static final Golden FIRST_RELEASE =
      new Golden(
          Path.of("src/test/resources/dev/millrace/formats/v1"),
          "write".equals(System.getProperty(WRITE)));

  private final Path folder;
  private final boolean isWritten;

  /**
   * @param isWritten whether files that are not there are made
   */
  Golden(Path folder, boolean isWritten) {
    this.folder = folder;
    this.isWritten = isWritten;
  }

  /**
   * The bytes of a file; when they are not there yet and may be written, {@code now}.
   *
   * @param name of the format: the file's, without its ending {@code .hex}
   * @throws AssertionError when there is no such file
   */
  public static byte[] bytes(String name, byte[] now) throws IOException {
    return FIRST_RELEASE.bytesOf(name, now);
  }

  /**
   * The same of a text.
   *
   * @param name of the file, with its ending
   */
  public static String text(String name, String now) throws IOException {
    return FIRST_RELEASE.textOf(name, now);
  }

  /**
   * Names and contents of golden files of all releases, in the order of their names: for a
   * fingerprint of what must not change without its version.
   *
   * @param module its folder, seen from that of the module whose test runs
   * @param names which files
   */
  public static List<String> all(Path module, Predicate<String> names) throws IOException {
    return allBelow(module.resolve(FIRST_RELEASE.folder).getParent(), names);
  }

  static List<String> allBelow(Path formats, Predicate<String> names) throws IOException {
    List<String> all = new ArrayList<>();
    try (Stream<Path> files = Files.walk(formats)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        if (names.test(file.getFileName().toString())) {
          all.add(formats.relativize(file).toString());
          all.add(Files.readString(file));
        }
      }
    }
    return all;
  }

  byte[] bytesOf(String name, byte[] now) throws IOException {
    String hex = HexFormat.of().formatHex(now).replaceAll("(.{100})", "$1\n");
    return HexFormat.of().parseHex(textOf(name + ".hex", hex + "\n").replace("\n", ""));
  }

  String textOf(String name, String now) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      if (!isWritten) {
        throw new AssertionError(
            "no golden file " + file + "; a new format's is written by -D" + WRITE + "=write");
      }
      Files.createDirectories(folder);
      Files.writeString(file, now);
    }
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
