package dev.millrace.connect.files.online;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * The bytes of every format as a release wrote them: {@code
 * src/test/resources/dev/millrace/formats}, a folder for each release that changed one. They are
 * never written again. Who changes a format raises its version, writes the new bytes into a folder
 * of the next number ({@code -Dmillrace.golden=write}, where the file is not there yet), and says
 * here and in the test of the old ones what becomes of them: read as before, or refused with a
 * code.
 */
final class Golden {
  private static final Path FOLDER = Path.of("src/test/resources/dev/millrace/formats/v1");

  private Golden() {}

  /** The bytes of a file; when they are not there yet and may be written, {@code now}. */
  static byte[] bytes(String name, byte[] now) throws IOException {
    String hex = HexFormat.of().formatHex(now).replaceAll("(.{100})", "$1\n");
    return HexFormat.of().parseHex(text(name + ".hex", hex + "\n").replace("\n", ""));
  }

  /** The same of a text. */
  static String text(String name, String now) throws IOException {
    Path file = FOLDER.resolve(name);
    if (!Files.exists(file) && "write".equals(System.getProperty("millrace.golden"))) {
      Files.createDirectories(FOLDER);
      Files.writeString(file, now);
    }
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
