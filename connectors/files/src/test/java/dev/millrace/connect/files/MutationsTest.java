package dev.millrace.connect.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThan;

import dev.millrace.connect.files.Rows.Order;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files: nothing crashes, nothing is lost, and the damage stays where it is. */
class MutationsTest {
  private static final int MUTATIONS = 1000;
  private static final String HEADER = "quantity,price,note\n";

  @TempDir Path folder;

  @Test
  void everyByteOfADamagedFileBelongsToOneRecord() throws IOException {
    Random random = new Random(99);
    Path file = folder.resolve("in.csv");
    int rejected = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] damaged = mutate(valid(random), random);
      byte[] header = HEADER.getBytes(StandardCharsets.US_ASCII);
      byte[] bytes = Arrays.copyOf(header, header.length + damaged.length);
      System.arraycopy(damaged, 0, bytes, header.length, damaged.length);
      java.nio.file.Files.write(file, bytes);
      int records = countRecords(file, bytes.length);
      Gathered<Order> read = Gathered.from(Files.csv(file.toString()), Order.class, 64, 5);
      assertThat(read.rows.size() + read.rejects.size(), equalTo(records - 1));
      rejected += read.rejects.size();
      assertThat("damage spreads", read.rejects.size(), lessThan(12));
    }
    assertThat("the damage must be felt", rejected > MUTATIONS / 2, equalTo(true));
  }

  /** Records that are not blank; and checks that they are the whole file, end to end. */
  private static int countRecords(Path file, int size) throws IOException {
    int records = 0;
    long expectedStart = 0;
    long lines = 1;
    try (ByteWindow in = new ByteWindow("in.csv", file, 0, size)) {
      CsvScanner scanner = new CsvScanner(in, 1, 1 << 20, ',');
      while (scanner.next()) {
        assertThat(in.offset(scanner.start), equalTo(expectedStart));
        assertThat(scanner.line, equalTo(lines));
        for (int p = scanner.start; p < scanner.end; p++) {
          lines += in.bytes()[p] == '\n' ? 1 : 0;
        }
        expectedStart = in.offset(scanner.end);
        records += scanner.isBlank() ? 0 : 1;
      }
    }
    assertThat(expectedStart, equalTo((long) size));
    return records;
  }

  private static byte[] valid(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      String note =
          switch (random.nextInt(4)) {
            case 0 -> "";
            case 1 -> "\"with, comma\"";
            case 2 -> "\"two\nlines and a \"\"quote\"\"\"";
            default -> "plain é";
          };
      text.append(i).append(',').append(i).append(".25,").append(note).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] mutate(byte[] bytes, Random random) {
    byte[] damaged = bytes;
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      int at = random.nextInt(damaged.length);
      switch (random.nextInt(4)) {
        case 0 -> damaged[at] = (byte) random.nextInt(256);
        case 1 -> damaged[at] = (byte) "\",\n\r".charAt(random.nextInt(4));
        case 2 -> {
          byte[] shorter = Arrays.copyOf(damaged, damaged.length - 1);
          System.arraycopy(damaged, at + 1, shorter, at, shorter.length - at);
          damaged = shorter;
        }
        default -> damaged = Arrays.copyOf(damaged, at + 1);
      }
    }
    return damaged;
  }
}
