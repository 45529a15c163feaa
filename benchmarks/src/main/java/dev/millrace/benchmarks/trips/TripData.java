package dev.millrace.benchmarks.trips;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;

/**
 * Writes trips as CSV files, one for each partition: a trip every 10 milliseconds, out of order by
 * up to 30 seconds, of a thousand riders. About one in a hundred breaks a rule.
 */
public final class TripData {
  private static final int RIDERS = 1_000;
  private static final int FILES = 4;
  private static final long START = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

  private TripData() {}

  /** Arguments: FOLDER ROWS. Does nothing when the folder is there already. */
  public static void main(String[] args) throws IOException {
    write(Path.of(args[0]), Integer.parseInt(args[1]));
  }

  static void write(Path folder, int rows) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path draft = folder.resolveSibling(folder.getFileName() + ".draft");
    Files.createDirectories(draft);
    for (int file = 0; file < FILES; file++) {
      writeFile(draft.resolve("trips-" + file + ".csv"), rows / FILES, new Random(file));
    }
    Files.move(draft, folder);
  }

  private static void writeFile(Path path, int rows, Random random) throws IOException {
    try (Writer out = Files.newBufferedWriter(path)) {
      out.write("id,rider,at,distance,fare,passengers,city,note\n");
      for (int row = 0; row < rows; row++) {
        long at = START + row * 10L - random.nextInt(30_000);
        boolean isDirty = random.nextInt(100) == 0;
        int cents = isDirty ? -random.nextInt(100) : 100 + random.nextInt(5_000);
        out.write(
            row
                + ",rider-"
                + random.nextInt(RIDERS)
                + ","
                + Instant.ofEpochMilli(at)
                + ","
                + random.nextInt(3_000) / 100.0
                + ","
                + cents / 100.0
                + ","
                + (1 + random.nextInt(4))
                + ",city-"
                + random.nextInt(20)
                + ",note "
                + Integer.toString(random.nextInt(1 << 20), 36)
                + "\n");
      }
    }
  }
}
