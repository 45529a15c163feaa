package dev.millrace.connect.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.millrace.Rejection.Stage;
import dev.millrace.connect.files.Rows.One;
import dev.millrace.connect.files.Rows.Pair;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where records of CSV start and end, what their fields are, and which cannot be read. */
class CsvRecordsTest {
  @TempDir Path folder;

  private Gathered<Pair> read(String text) throws IOException {
    return Gathered.from(Files.csv(file(text)), Pair.class);
  }

  private String file(String latin1) throws IOException {
    Path file = folder.resolve("in.csv");
    java.nio.file.Files.write(file, latin1.getBytes(StandardCharsets.ISO_8859_1));
    return file.toString();
  }

  @Test
  void quotesDelimitersAndLineEndsMayStandInsideQuotes() throws IOException {
    Gathered<Pair> read = read("a,b\r\n\"x,\"\"y\"\"\r\nz\",2\r\n3,\"4\"\r\n");
    assertThat(read.values(), contains(new Pair("x,\"y\"\r\nz", "2"), new Pair("3", "4")));
    assertThat(read.rows.stream().map(Gathered.Row::position).toList(), contains(2L, 4L));
  }

  @Test
  void theLastLineNeedsNoEndAndAMarkIsNoPartOfTheHeader() throws IOException {
    assertThat(read("\u00EF\u00BB\u00BFa,b\n1,2").values(), contains(new Pair("1", "2")));
  }

  @Test
  void aBlankLineIsSkippedAndCountedAsALine() throws IOException {
    Gathered<Pair> read = read("\n\na,b\n\n1,2\r\n\r\n3,4\n\n");
    assertThat(read.rows.stream().map(Gathered.Row::position).toList(), contains(5L, 7L));
    assertThat(read.rejects, empty());
  }

  @Test
  void aBlankLineIsARowWhereThereIsOneColumn() throws IOException {
    List<One> rows = Gathered.from(Files.csv(file("a\nx\n\n\"\"\n")), One.class).values();
    assertThat(rows, contains(new One("x"), new One(null), new One("")));
  }

  @Test
  void emptyTextIsNullAndQuotedEmptyTextIsEmpty() throws IOException {
    assertThat(read("a,b\n,\"\"\n").values(), contains(new Pair(null, "")));
  }

  @Test
  void aQuoteInsideAnUnquotedFieldIsACharacter() throws IOException {
    assertThat(read("a,b\n5\" pipe,x\"y\"\n").values(), contains(new Pair("5\" pipe", "x\"y\"")));
  }

  @Test
  void aReturnWithoutALineFeedIsACharacter() throws IOException {
    assertThat(read("a,b\nx\ry,z\r").values(), contains(new Pair("x\ry", "z\r")));
  }

  @Test
  void textBehindAClosingQuoteRejectsItsLineOnly() throws IOException {
    Gathered<Pair> read = read("a,b\n1,\"x\"y\n2,z\n");
    assertThat(read.values(), contains(new Pair("2", "z")));
    Gathered.Reject reject = read.rejects.get(0);
    assertThat(reject.position(), equalTo(2L));
    assertThat(reject.raw(), equalTo("1,\"x\"y"));
    assertThat(reject.stage(), equalTo(Stage.READ));
    assertThat(reject.rules(), contains("quote is closed"));
    assertThat(reject.failures().get(0).observed(), containsString("line 2"));
  }

  @Test
  void aQuoteThatIsNeverClosedTakesOnlyTheLineItStandsIn() throws IOException {
    Gathered<Pair> read = read("a,b\n1,\"x\n2,y\n3,z\n");
    assertThat(read.values(), contains(new Pair("2", "y"), new Pair("3", "z")));
    assertThat(read.rejects.get(0).raw(), equalTo("1,\"x"));
  }

  @Test
  void aQuoteIsSearchedNoFurtherThanTheRecordLimit() throws IOException {
    String text = "a,b\n1,\"x\n" + "2,y\n".repeat(100) + "3,\"z\"\n";
    Gathered<Pair> read = Gathered.from(Files.csv(file(text)).limits(20, 40), Pair.class);
    assertThat(read.rows, hasSize(101));
    assertThat(
        read.rejects.get(0).failures().get(0).observed(),
        equalTo("a quote opened in line 2 is not closed within the limit"));
  }

  @Test
  void aLineOverTheRecordLimitIsRejectedWithItsFirstBytes() throws IOException {
    String text = "a,b\n" + "x".repeat(700_000) + "\n1,2\n";
    Gathered<Pair> read = Gathered.from(Files.csv(file(text)).limits(50, 100), Pair.class);
    assertThat(read.values(), contains(new Pair("1", "2")));
    assertThat(read.rejects.get(0).raw(), equalTo("x".repeat(100)));
    assertThat(read.rejects.get(0).failures().get(0).observed(), containsString("700001 bytes"));
    assertThat(read.rows.get(0).position(), equalTo(3L));
  }

  @Test
  void aFieldOverTheLimitRejectsItsRecord() throws IOException {
    String text = "a,b\n" + "x".repeat(51) + ",1\n" + "x".repeat(50) + ",2\n";
    Gathered<Pair> read = Gathered.from(Files.csv(file(text)).limits(50, 100), Pair.class);
    assertThat(read.rows, hasSize(1));
    assertThat(read.rejects.get(0).rules(), contains("field within limit"));
  }

  @Test
  void tooFewAndTooManyFieldsAreRejected() throws IOException {
    Gathered<Pair> read = read("a,b\n1\n1,2,3\n4,5\n");
    assertThat(read.values(), contains(new Pair("4", "5")));
    assertThat(
        read.rejects.stream().map(r -> r.failures().get(0).observed()).toList(),
        contains("1 fields", "3 fields"));
  }

  @Test
  void bytesThatAreNoUtf8AreRejectedWithThePlace() throws IOException {
    Gathered<Pair> read = read("a,b\nx\u00FFy,1\n\u00E2\u0082\u00AC,2\n\u00ED\u00A0\u0080,3\n");
    assertThat(read.values(), contains(new Pair("€", "2")));
    assertThat(read.rejects, hasSize(2));
    assertThat(
        read.rejects.get(0).failures().get(0).observed(),
        equalTo("byte 0xff at index 1 of the record"));
  }

  @Test
  void anyTextIsReadAsTheOracleReadsIt() throws IOException {
    Random random = new Random(20260101);
    for (int i = 0; i < 4000; i++) {
      char delimiter = random.nextBoolean() ? ',' : ';';
      String text = "a" + delimiter + "b\n" + randomText(random, delimiter);
      compareWithOracle(text, delimiter);
    }
  }

  private void compareWithOracle(String text, char delimiter) throws IOException {
    CsvSource source = Files.csv(file(text)).delimiter(delimiter);
    Gathered<Pair> read = Gathered.from(source, Pair.class);
    List<String> rows = new ArrayList<>();
    List<String> rejects = new ArrayList<>();
    List<CsvMachine.Parsed> records = new CsvMachine(text, delimiter).records();
    for (CsvMachine.Parsed parsed : records.subList(1, records.size())) {
      if (parsed.raw().isEmpty()) {
        continue;
      }
      if (parsed.wellFormed() && parsed.fields().size() == 2) {
        rows.add(parsed.line() + "|" + parsed.raw() + "|" + parsed.fields());
      } else {
        rejects.add(parsed.line() + "|" + parsed.raw());
      }
    }
    assertThat(
        text,
        read.rows.stream()
            .map(
                row ->
                    row.position()
                        + "|"
                        + row.raw()
                        + "|"
                        + List.of(orEmpty(row.value().a()), orEmpty(row.value().b())))
            .toList(),
        equalTo(rows));
    assertThat(
        text,
        read.rejects.stream().map(reject -> reject.position() + "|" + reject.raw()).toList(),
        equalTo(rejects));
  }

  private static String orEmpty(@org.jspecify.annotations.Nullable String text) {
    return text == null ? "" : text;
  }

  @Test
  void theCutIntoExtentsChangesNothing() throws IOException {
    Random random = new Random(7);
    for (int i = 0; i < 300; i++) {
      String text = "a,b\n" + randomText(random, ',') + randomText(random, ',');
      CsvSource source = Files.csv(file(text)).limits(10, 25);
      String whole = Gathered.from(source, Pair.class).transcript();
      for (long extentBytes : new long[] {1, 2, 7, 30, 64}) {
        Gathered<Pair> cut = Gathered.from(source, Pair.class, extentBytes, 1 + random.nextInt(3));
        assertThat(text, cut.transcript(), equalTo(whole));
        long end = 0;
        for (dev.millrace.connect.Extent extent : cut.extents) {
          assertThat(extent.start(), equalTo(end));
          end = extent.end();
        }
        assertThat(end, equalTo((long) text.length()));
      }
    }
  }

  @Test
  void aHashIsOverTheExactBytesOfItsExtent() throws Exception {
    String text = "a,b\n1,2\n3,4\n5,6";
    Gathered<Pair> cut = Gathered.from(Files.csv(file(text)), Pair.class, 8, 10);
    List<String> expected = new ArrayList<>();
    for (dev.millrace.connect.Extent extent : cut.extents) {
      byte[] bytes =
          text.substring((int) extent.start(), (int) extent.end())
              .getBytes(StandardCharsets.US_ASCII);
      dev.millrace.connect.ContentHash hash = new dev.millrace.connect.ContentHash();
      hash.update(bytes, 0, bytes.length);
      expected.add(hash.text());
    }
    assertThat(cut.hashes, hasSize(2));
    assertThat(cut.hashes, equalTo(expected));
  }

  @Test
  void recordsLongerThanTheBufferAreReadWhole() throws IOException {
    String text = "a,b\n\"" + "long\n".repeat(200_000) + "\",1\n2,3\n";
    Gathered<Pair> read = Gathered.from(Files.csv(file(text)), Pair.class);
    assertThat(read.rows, hasSize(2));
    assertThat(read.rows.get(0).raw().length(), equalTo(1_000_004));
    assertThat(read.rows.get(1).position(), equalTo(200_003L));
  }

  /** Short pieces that meet in every way, quotes and line ends more often than not. */
  static String randomText(Random random, char delimiter) {
    String[] pieces = {
      "x",
      "yz",
      "\"",
      "\"\"",
      "\n",
      "\r\n",
      "\r",
      "" + delimiter,
      delimiter + "\"",
      "\"\n",
      "1" + delimiter + "2\n",
      "\"a\"" + delimiter + "\"b\"\n",
      "\"a\nb\"" + delimiter + "c\r\n"
    };
    StringBuilder text = new StringBuilder();
    int size = random.nextInt(14);
    for (int i = 0; i < size; i++) {
      text.append(pieces[random.nextInt(pieces.length)]);
    }
    return text.toString();
  }
}
