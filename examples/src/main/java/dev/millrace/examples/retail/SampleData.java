package dev.millrace.examples.retail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Invents invoice lines for those who do not have the real ones: the same columns, the same texts,
 * and the same kinds of dirt in about the same proportions (see {@link SampleInvoices}).
 *
 * <p>One CSV file a day, {@code 2010-12-01.csv} and so on, in UTF-8 with a header. The same number
 * of rows and the same seed give the same bytes on every machine, in every locale and time zone.
 */
public final class SampleData {
  /** The first line of every file. */
  static final String HEADER =
      "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";

  /** Names the files in a folder that are ours and may be replaced, one a line. */
  static final String MARKER = ".sample-data";

  private static final String DATA_FILE = "\\d{4}-\\d{2}-\\d{2}\\.csv";
  private static final String UNFINISHED = ".part";
  private static final long DEFAULT_ROWS = 20_000;
  private static final long DEFAULT_SEED = 42;

  private SampleData() {}

  /** Arguments: folder, rows (20,000 unless given), seed (42 unless given). */
  public static void main(String[] args) throws IOException {
    if (args.length < 1 || args.length > 3) {
      throw new IllegalArgumentException("Arguments: FOLDER [ROWS] [SEED]");
    }
    Path folder = Path.of(args[0]);
    long rows = args.length > 1 ? Long.parseLong(args[1]) : DEFAULT_ROWS;
    long seed = args.length > 2 ? Long.parseLong(args[2]) : DEFAULT_SEED;
    write(folder, rows, seed);
    System.out.printf(
        Locale.ROOT,
        "Wrote %d invoice lines (seed %d) as %d files, one a day, into %s%n",
        rows,
        seed,
        dataFiles(folder).size(),
        folder);
  }

  /**
   * Fills a folder, which is made if it is not there. Files of an earlier call are replaced.
   *
   * <p>Memory grows with the rows: about 100 bytes each.
   *
   * @param rows how many lines of data, headers not counted; the unreadable ones count as well
   * @throws IllegalArgumentException if rows is negative, or the folder holds anything that was not
   *     written by this method; nothing is touched then
   * @throws IOException if writing fails; a file under its final name is whole even then
   */
  static void write(Path folder, long rows, long seed) throws IOException {
    if (rows < 0) {
      throw new IllegalArgumentException("rows is negative: " + rows);
    }
    Files.createDirectories(folder);
    requireOurs(folder);
    TreeMap<LocalDate, ByteArrayOutputStream> days = new TreeMap<>();
    new SampleInvoices(seed)
        .write(rows, (day, line) -> days.computeIfAbsent(day, SampleData::file).writeBytes(line));

    SortedSet<String> names = new TreeSet<>();
    days.keySet().forEach(day -> names.add(day + ".csv"));
    SortedSet<String> old = dataFiles(folder);
    SortedSet<String> both = new TreeSet<>(old);
    both.addAll(names);
    // Both are claimed while they are exchanged, so that a call that was cut short can be repeated.
    publish(folder, MARKER, marker(both));
    for (var day : days.entrySet()) {
      publish(folder, day.getKey() + ".csv", day.getValue().toByteArray());
    }
    old.removeAll(names);
    for (String name : old) {
      Files.deleteIfExists(folder.resolve(name));
    }
    publish(folder, MARKER, marker(names));
  }

  private static ByteArrayOutputStream file(LocalDate day) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes((HEADER + "\n").getBytes(StandardCharsets.UTF_8));
    return file;
  }

  private static byte[] marker(SortedSet<String> names) {
    return (String.join("\n", names) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** The names of the files an earlier call wrote; empty where there was none. */
  private static SortedSet<String> dataFiles(Path folder) throws IOException {
    Path marker = folder.resolve(MARKER);
    SortedSet<String> names = new TreeSet<>();
    if (Files.exists(marker)) {
      names.addAll(Files.readAllLines(marker));
      names.remove("");
    }
    for (String name : names) {
      if (!name.matches(DATA_FILE)) {
        throw new IllegalArgumentException(
            "%s is no list of sample files, it holds '%s'. Choose another folder."
                .formatted(marker, name));
      }
    }
    return names;
  }

  private static void requireOurs(Path folder) throws IOException {
    SortedSet<String> ours = dataFiles(folder);
    ours.add(MARKER);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        String whole =
            name.endsWith(UNFINISHED)
                ? name.substring(0, name.length() - UNFINISHED.length())
                : name;
        if (!ours.contains(whole)) {
          throw new IllegalArgumentException(
              "%s holds %s, which the sample generator did not write. Choose an empty folder."
                  .formatted(folder, name));
        }
      }
    }
  }

  /** Writes beside the final name and renames: whoever sees the final name sees the whole file. */
  private static void publish(Path folder, String name, byte[] content) throws IOException {
    Path unfinished = folder.resolve(name + UNFINISHED);
    Files.write(unfinished, content);
    Files.move(
        unfinished,
        folder.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
