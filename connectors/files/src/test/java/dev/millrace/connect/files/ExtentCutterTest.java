package dev.millrace.connect.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import dev.millrace.connect.Extent;
import dev.millrace.connect.InputPartition;
import dev.millrace.connect.SourceBinding;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are long enough for lines to be counted and not looked at. */
class ExtentCutterTest {
  private static final long[] EXTENTS = {90, 700, 5_000, 40_000};

  record Pair(@Nullable String a, @Nullable String b) {}

  @TempDir Path folder;

  @Test
  void anExtentOfCsvEndsWithTheFirstRecordThatMakesItLongEnough() throws IOException {
    Random random = new Random(31);
    int cuts = 0;
    for (int i = 0; i < 60; i++) {
      String text = csv(random, random.nextInt(3) * 8);
      for (long extentBytes : EXTENTS) {
        List<Extent> extents = extents(Files.csv(file("in.csv", text)), extentBytes);
        assertThat(extents, equalTo(expected(csvEnds(text), text, extentBytes, extents.get(0))));
        cuts += extents.size();
      }
    }
    assertThat(cuts, greaterThan(5_000));
  }

  @Test
  void anExtentOfJsonEndsWithTheFirstLineThatMakesItLongEnough() throws IOException {
    Random random = new Random(32);
    for (int i = 0; i < 60; i++) {
      String text = csv(random, 8);
      for (long extentBytes : EXTENTS) {
        List<Extent> extents = extents(Files.jsonl(file("in.jsonl", text)), extentBytes);
        assertThat(extents, equalTo(expected(lineEnds(text), text, extentBytes, extents.get(0))));
      }
    }
  }

  @Test
  void blankLinesAreInTheExtentOfTheFirstRecord() throws IOException {
    String text = "\n".repeat(3_000) + "a,b\n" + "1,2\n".repeat(50);
    List<Extent> extents = extents(Files.csv(file("in.csv", text)), 50);
    assertThat(extents.get(0).end(), equalTo(3_004L));
    assertThat(extents.get(1).firstPosition(), equalTo(3_002L));
  }

  @Test
  void theCutOfALongDamagedFileChangesNothing() throws IOException {
    Random random = new Random(33);
    for (int i = 0; i < 40; i++) {
      StringBuilder text = new StringBuilder(csv(random, 4));
      for (int damage = random.nextInt(6); damage > 0; damage--) {
        text.setCharAt(4 + random.nextInt(text.length() - 4), "\",\n\rx".charAt(random.nextInt(5)));
      }
      SourceBinding<Object> source = Files.csv(file("in.csv", text.toString())).limits(200, 2_000);
      String whole = Gathered.from(source, Pair.class).transcript();
      for (long extentBytes : new long[] {1_500, 9_000}) {
        Gathered<Pair> cut = Gathered.from(source, Pair.class, extentBytes, 100);
        assertThat(cut.transcript(), equalTo(whole));
      }
    }
  }

  /** Well-formed records; of a hundred, so many have a quoted field. */
  private static String csv(Random random, int quotedOfHundred) {
    StringBuilder text = new StringBuilder("a,b\n");
    for (int row = random.nextInt(3_000); row > 0; row--) {
      if (random.nextInt(100) < quotedOfHundred) {
        String[] quoted = {"\"x,y\",", "\"a\n\n\"\"b\"\"\r\n\",", ",\"\"", "\"\n\",\"\""};
        text.append(quoted[random.nextInt(quoted.length)]);
      } else {
        text.append(row).append("12345 67890".repeat(random.nextInt(8))).append(",b\"c");
      }
      text.append(random.nextInt(5) == 0 ? "\r\n" : "\n");
    }
    return text.toString();
  }

  private static List<Integer> csvEnds(String text) {
    List<Integer> ends = new ArrayList<>();
    int end = 0;
    for (CsvMachine.Parsed record : new CsvMachine(text, ',').records()) {
      end = text.indexOf('\n', end + record.raw().length()) + 1;
      ends.add(end);
    }
    return ends;
  }

  private static List<Integer> lineEnds(String text) {
    List<Integer> ends = new ArrayList<>();
    for (int feed = text.indexOf('\n'); feed >= 0; feed = text.indexOf('\n', feed + 1)) {
      ends.add(feed + 1);
    }
    return ends;
  }

  private static List<Extent> expected(
      List<Integer> ends, String text, long extentBytes, Extent like) {
    List<Extent> extents = new ArrayList<>();
    int start = 0;
    long line = 1;
    for (int end : ends) {
      if (end - start >= extentBytes || end == text.length()) {
        extents.add(new Extent(like.partition(), start, end, line).withVersion(like.version()));
        line += text.substring(start, end).chars().filter(c -> c == '\n').count();
        start = end;
      }
    }
    return extents;
  }

  @SuppressWarnings("unchecked")
  private static List<Extent> extents(SourceBinding<Object> source, long extentBytes)
      throws IOException {
    Shape<Object> shape = (Shape<Object>) (Shape<?>) Shape.of(Pair.class);
    List<InputPartition> partitions = source.partitions(shape, extentBytes);
    return partitions.get(0).extents();
  }

  private String file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    java.nio.file.Files.writeString(file, text, StandardCharsets.ISO_8859_1);
    return file.toString();
  }
}
