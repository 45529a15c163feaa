package dev.millrace.connect.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;

import dev.millrace.Rejection;
import dev.millrace.Rejection.Stage;
import dev.millrace.connect.RowWriter;
import dev.millrace.connect.files.Rows.Deep;
import dev.millrace.connect.files.Rows.Order;
import dev.millrace.record.Block;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read from JSON Lines and what is refused; and how rejections are kept. */
class JsonLinesTest {
  @TempDir Path folder;

  private String file(String latin1) throws IOException {
    Path file = folder.resolve("in.jsonl");
    java.nio.file.Files.write(file, latin1.getBytes(StandardCharsets.ISO_8859_1));
    return file.toString();
  }

  private Gathered<Order> read(String text) throws IOException {
    return Gathered.from(Files.jsonl(file(text)), Order.class);
  }

  @Test
  void fieldsComeInAnyOrderAndAMissingOneIsNull() throws IOException {
    Gathered<Order> read =
        read(
            "{\"price\":2,\"quantity\":1}\n\n  \r\n{\"note\":\"x\",\"quantity\":2,\"price\":1e1,\"more\":[{}]}");
    assertThat(read.values(), contains(new Order(1, 2, null), new Order(2, 10, "x")));
    assertThat(read.rows.get(1).position(), equalTo(4L));
    assertThat(read.rejects, empty());
  }

  @Test
  void whatIsNoObjectIsRejectedAndReadingGoesOn() throws IOException {
    String good = "{\"quantity\":1,\"price\":2}\n";
    String[] bad = {
      "[1]",
      "{",
      "{\"quantity\":1,",
      "nonsense",
      "\0\0\0{\0\0\0}",
      "{\0}\0",
      "{\"quantity\":1,\"price\":2} x",
      "5",
      "{\"quantity\":1,\"price\":2}{}",
      "{\"note\":\"\u00FF\"}",
      "{'quantity':1}",
      "{\"price\":01}"
    };
    Gathered<Order> read = read(good + String.join("\n", bad) + "\n" + good);
    assertThat(read.rows, hasSize(2));
    assertThat(read.rows.get(1).position(), equalTo(bad.length + 2L));
    assertThat(read.rejects.stream().map(Gathered.Reject::raw).toList(), contains(bad));
    for (Gathered.Reject reject : read.rejects) {
      assertThat(reject.raw(), reject.stage(), equalTo(Stage.READ));
    }
  }

  @Test
  void everyValueOfAnotherTypeIsNamed() throws IOException {
    Gathered<Order> read =
        read("{\"quantity\":1.0,\"price\":\"2\",\"note\":3}\n{\"quantity\":null,\"quantity\":1}\n");
    assertThat(read.rejects.get(0).stage(), equalTo(Stage.PARSE));
    assertThat(
        read.rejects.get(0).rules(),
        contains("quantity is int", "price is double", "note is String"));
    assertThat(read.rejects.get(0).failures().get(1).observed(), equalTo("\"2\""));
    assertThat(
        read.rejects.get(1).failures().stream().map(Rejection.Failure::expected).toList(),
        contains("a value; the field is null", "each field once", "a value; the field is missing"));
  }

  @Test
  void faultsInsideListsAndNestedPartsNameTheirPath() throws IOException {
    String line =
        "{\"id\":1,\"vector\":[1,\"x\"],\"point\":{\"x\":\"y\"},\"words\":[null],\"path\":[{}],"
            + "\"counts\":{\"a\":1,\"a\":2},\"groups\":{\"g\":[1.5]}}\n";
    Gathered<Deep> read = Gathered.from(Files.jsonl(file(line)), Deep.class);
    assertThat(
        read.rejects.get(0).rules(),
        contains(
            "vector is float",
            "point.x is int",
            "words is String",
            "path.x is int",
            "counts is Map",
            "groups.g is int"));
  }

  @Test
  void anUnpairedSurrogateIsRefused() throws IOException {
    Gathered<Order> read = read("{\"quantity\":1,\"price\":2,\"note\":\"\\ud83d\"}\n");
    assertThat(read.rejects.get(0).rules(), contains("note is String"));
  }

  @Test
  void theCutIntoExtentsChangesNothing() throws IOException {
    Random random = new Random(11);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      text.append(random.nextInt(5) == 0 ? "bad" : "{\"quantity\":" + i + ",\"price\":1}");
      text.append(random.nextInt(4) == 0 ? "\r\n\n" : "\n");
    }
    JsonlSource source = Files.jsonl(file(text.toString()));
    String whole = Gathered.from(source, Order.class).transcript();
    for (long extentBytes : new long[] {1, 10, 100, 1000}) {
      Gathered<Order> cut = Gathered.from(source, Order.class, extentBytes, 3);
      assertThat(cut.extents.size(), greaterThan(1));
      assertThat(cut.transcript(), equalTo(whole));
    }
  }

  @Test
  void aRejectionIsKeptWithEverythingThatIsKnown() throws IOException {
    List<Rejection.Failure> failures =
        List.of(new Rejection.Failure("quantity is int", "f1", "an integer", "ab\uD800"));
    byte[] text = "1,é".getBytes(StandardCharsets.UTF_8);
    byte[] bytes = {(byte) 0xFF, 0};
    Instant at = Instant.parse("2011-12-09T12:50:00Z");
    Rejection first = rejection(failures, text, null, at, null);
    Rejection second = rejection(failures, bytes, at, at, "Boom: x");
    assertThat(
        written(first, second).lines().toList(),
        contains(
            "{\"source\":\"lines\",\"partition\":\"in/a.csv\",\"position\":7,"
                + "\"id\":\"00000000000000010000000000000007\",\"step\":\"read\",\"stage\":\"PARSE\","
                + "\"failures\":[{\"rule\":\"quantity is int\",\"ruleFingerprint\":\"f1\","
                + "\"expected\":\"an integer\",\"observed\":\"ab\uFFFD\"}],"
                + "\"rawText\":\"1,é\",\"raw\":\"MSzDqQ==\",\"eventTime\":null,"
                + "\"firstFailedAt\":\"2011-12-09T12:50:00Z\",\"attempt\":1,"
                + "\"definition\":\"d\",\"exception\":null}",
            "{\"source\":\"lines\",\"partition\":\"in/a.csv\",\"position\":7,"
                + "\"id\":\"00000000000000010000000000000007\",\"step\":\"read\",\"stage\":\"PARSE\","
                + "\"failures\":[{\"rule\":\"quantity is int\",\"ruleFingerprint\":\"f1\","
                + "\"expected\":\"an integer\",\"observed\":\"ab\uFFFD\"}],"
                + "\"rawText\":null,\"raw\":\"/wA=\",\"eventTime\":\"2011-12-09T12:50:00Z\","
                + "\"firstFailedAt\":\"2011-12-09T12:50:00Z\",\"attempt\":1,"
                + "\"definition\":\"d\",\"exception\":\"Boom: x\"}"));
  }

  private static Rejection rejection(
      List<Rejection.Failure> failures,
      byte[] raw,
      @org.jspecify.annotations.Nullable Instant eventTime,
      Instant failedAt,
      @org.jspecify.annotations.Nullable String exception) {
    return new Rejection(
        "lines",
        "in/a.csv",
        7,
        1,
        7,
        "read",
        Stage.PARSE,
        failures,
        raw,
        eventTime,
        failedAt,
        1,
        "d",
        exception,
        null);
  }

  private static String written(Rejection... rejections) throws IOException {
    Shape<Rejection> shape = Shape.of(Rejection.class);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int size = rejections.length;
    Provenance nobody = Provenance.of("", new long[size], new long[size]);
    Block<Rejection> block = Block.ofRows(shape, rejections, Selection.all(size), nobody);
    try (RowWriter<Rejection> writer = Files.rejected("out").writer(shape, out)) {
      writer.write(block, Selection.all(size));
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
