package dev.millrace.connect.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.files.Rows.Order;
import dev.millrace.connect.files.binding.DamagedFileException;
import dev.millrace.connect.files.binding.FilesCode;
import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A thousand malformed files of each kind, by a seed: every record is taken or refused once, with
 * its bytes and its line; or it is said, with the file's name, why the file cannot be read.
 */
class MalformedInputsTest {
  private static final int INPUTS = 1000;
  private static final int FIELD_LIMIT = 200;
  private static final int LINE_LIMIT = 1000;

  @TempDir Path folder;

  /** What became of an input. */
  private enum Outcome {
    TAKEN_WHOLE,
    WITH_REJECTS,
    REFUSED_BEFORE_THE_FIRST_ROW,
    FAILED
  }

  @ParameterizedTest
  @CsvSource({"csv,NONE", "csv,GZIP", "csv,ZSTD", "jsonl,NONE", "jsonl,GZIP", "jsonl,ZSTD"})
  void everyRecordIsTakenOrRefusedOnceOrTheFileIsNamed(String format, Compression compression)
      throws IOException {
    Random random = new Random((format + compression).hashCode());
    Path file = folder.resolve("in." + format + compression.suffix());
    Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    for (int i = 0; i < INPUTS; i++) {
      boolean breaksStream = compression != Compression.NONE && random.nextBoolean();
      byte[] content = valid(format, random);
      content = breaksStream ? content : damagedText(content, random);
      byte[] stored = Packed.bytes(compression, content);
      stored = breaksStream ? damagedStream(stored, random) : stored;
      java.nio.file.Files.write(file, stored);
      try {
        outcomes.merge(read(format, file, content, random), 1, Integer::sum);
      } catch (DamagedFileException e) {
        assertThat(breaksStream, equalTo(true));
        assertThat(e.getMessage(), startsWith("[MR-C114] " + file + " is damaged at byte "));
        outcomes.merge(Outcome.FAILED, 1, Integer::sum);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("input " + i + ": " + new String(content, ISO_8859_1), e);
      }
    }
    assertThat(
        outcomes.toString(),
        outcomes.getOrDefault(Outcome.WITH_REJECTS, 0),
        greaterThan(INPUTS / 5));
    if (compression != Compression.NONE) {
      assertThat(
          outcomes.toString(), outcomes.getOrDefault(Outcome.FAILED, 0), greaterThan(INPUTS / 10));
    }
  }

  private static SourceBinding<Object> source(String format, Path file) {
    String path = file.toString();
    return format.equals("csv")
        ? Files.csv(path).limits(FIELD_LIMIT, 1 << 20)
        : Files.jsonl(path).limits(FIELD_LIMIT, LINE_LIMIT);
  }

  /** As a run does: first it checks, then it reads. A damage has to be seen by both. */
  @SuppressWarnings("unchecked") // a binding of Object takes any shape
  private static Outcome read(String format, Path file, byte[] content, Random random)
      throws IOException {
    SourceBinding<Object> source = source(format, file);
    List<Problem> problems =
        source.check("orders", (Shape<Object>) (Shape<?>) Shape.of(Order.class));
    if (!problems.isEmpty()) {
      assertThat(problems.toString(), containsString(file.toString()));
      if (problems.get(0).code() != FilesCode.DAMAGED) {
        return Outcome.REFUSED_BEFORE_THE_FIRST_ROW;
      }
      IOException failure =
          assertThrows(IOException.class, () -> Gathered.from(source, Order.class));
      assertThat(failure.getMessage(), containsString(file.toString()));
      return Outcome.FAILED;
    }
    Gathered<Order> read = Gathered.from(source, Order.class, 50 + random.nextInt(500), 5);
    Map<Long, String> met = new TreeMap<>();
    read.rows.forEach(row -> assertThat(met.put(row.position(), row.raw()) == null, equalTo(true)));
    read.rejects.forEach(
        reject -> assertThat(met.put(reject.position(), reject.raw()) == null, equalTo(true)));
    String text = new String(content, ISO_8859_1);
    assertThat(met, equalTo(format.equals("csv") ? csvRecords(text) : jsonRecords(text)));
    return read.rejects.isEmpty() ? Outcome.TAKEN_WHOLE : Outcome.WITH_REJECTS;
  }

  /** All records but the header, by their lines. */
  private static Map<Long, String> csvRecords(String text) {
    Map<Long, String> records = new TreeMap<>();
    new CsvMachine(text, ',')
        .records().stream()
            .filter(record -> !record.raw().isEmpty())
            .skip(1)
            .forEach(record -> records.put(record.line(), record.raw()));
    return records;
  }

  private static Map<Long, String> jsonRecords(String text) {
    Map<Long, String> records = new TreeMap<>();
    String[] lines = text.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      String line =
          lines[i].endsWith("\r") && i < lines.length - 1
              ? lines[i].substring(0, lines[i].length() - 1)
              : lines[i];
      if (line.length() > LINE_LIMIT) {
        records.put(i + 1L, line.substring(0, LINE_LIMIT));
      } else if (line.chars().anyMatch(c -> c != ' ' && c != '\t' && c != '\r')) {
        records.put(i + 1L, line);
      }
    }
    return records;
  }

  private static byte[] valid(String format, Random random) {
    boolean csv = format.equals("csv");
    StringBuilder text = new StringBuilder(csv ? "quantity,price,note\n" : "");
    for (int i = 0; i < 20; i++) {
      String note =
          List.of("", "plain é", "with, comma", "a \"\"quote\"\"", "two\nlines")
              .get(random.nextInt(5));
      text.append(
          csv
              ? i + "," + i + ".25,\"" + note + "\"\n"
              : "{\"quantity\":" + i + ",\"price\":" + i + ".25,\"note\":\"é\"}\r\n");
    }
    return text.toString().getBytes(UTF_8);
  }

  private static byte[] damagedText(byte[] content, Random random) {
    byte[] damaged = content;
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      int at = random.nextInt(damaged.length);
      damaged =
          switch (random.nextInt(13)) {
            case 0 -> Arrays.copyOf(damaged, at + 1);
            case 1 -> flipped(damaged, at, random);
            case 2 -> replaced(damaged, at, 1, new byte[0]);
            case 3 -> inserted(damaged, at, "\"");
            case 4 -> inserted(damaged, at, ",");
            case 5 -> inserted(damaged, at, "\n\r\n \n");
            case 6 -> replaced(damaged, at, 0, invalidUtf8(random));
            case 7 -> replaced(damaged, at, 0, new byte[1 + random.nextInt(50)]);
            case 8 -> inserted(damaged, at, "x".repeat(FIELD_LIMIT + random.nextInt(2000)));
            case 9 -> inserted(damaged, at, "[".repeat(random.nextInt(3000)));
            case 10 -> inserted(damaged, at, "{\"a\":".repeat(random.nextInt(300)));
            case 11 -> replaced(damaged, 0, 0, Arrays.copyOfRange(damaged, at / 2, at));
            default -> inserted(damaged, at, "}");
          };
    }
    return random.nextInt(20) == 0 ? replaced(damaged, 0, 0, wrongStart(random)) : damaged;
  }

  private static byte[] invalidUtf8(Random random) {
    String[] broken = {"\u00C0\u0080", "\u00FF", "\u00ED\u00A0\u0080", "\u00E2\u0082", "\u0080"};
    return broken[random.nextInt(broken.length)].getBytes(ISO_8859_1);
  }

  private static byte[] wrongStart(Random random) {
    String[] starts = {"\u001F\u008B\b\0", "(\u00B5/\u00FD", "\u00FF\u00FE", "PK\3\4"};
    return starts[random.nextInt(starts.length)].getBytes(ISO_8859_1);
  }

  private static byte[] damagedStream(byte[] stored, Random random) {
    int at = random.nextInt(stored.length);
    byte[] zeros = new byte[Math.min(1 + random.nextInt(8), stored.length - at)];
    return switch (random.nextInt(8)) {
      case 0 -> Arrays.copyOf(stored, at);
      case 1 -> flipped(stored, at, random);
      case 2 -> replaced(stored, at, 1, new byte[0]);
      case 3 -> replaced(stored, 0, 4, wrongStart(random));
      case 4 -> replaced(stored, stored.length, 0, Arrays.copyOf(stored, at));
      case 5 -> replaced(stored, stored.length, 0, "behind it".getBytes(UTF_8));
      case 6 -> replaced(stored, at, zeros.length, zeros);
      default -> flipped(stored, random.nextInt(10), random);
    };
  }

  private static byte[] flipped(byte[] bytes, int at, Random random) {
    byte[] flipped = bytes.clone();
    flipped[at] ^= (byte) (1 << random.nextInt(8));
    return flipped;
  }

  private static byte[] inserted(byte[] bytes, int at, String text) {
    return replaced(bytes, at, 0, text.getBytes(UTF_8));
  }

  private static byte[] replaced(byte[] bytes, int at, int gone, byte[] with) {
    byte[] result = new byte[bytes.length - gone + with.length];
    System.arraycopy(bytes, 0, result, 0, at);
    System.arraycopy(with, 0, result, at, with.length);
    System.arraycopy(bytes, at + gone, result, at + with.length, bytes.length - at - gone);
    return result;
  }
}
