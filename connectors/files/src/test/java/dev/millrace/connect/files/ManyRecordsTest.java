package dev.millrace.connect.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThan;

import dev.millrace.connect.SourceBinding;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that are taken many at once are those that are taken one by one. */
class ManyRecordsTest {
  private static final int FILES = 300;
  private static final String DAMAGE = "\",{}:.0129e-+ \n\r\t\u00ff\\tnZT";

  record Sale(
      @Nullable String customer,
      int quantity,
      @Nullable Double price,
      Instant at,
      boolean paid,
      @Nullable Long id,
      @Nullable LocalDate day,
      @Nullable BigDecimal tax) {}

  @TempDir Path folder;

  @Test
  void csvOfEveryKindIsReadTheSameManyAtOnce() throws IOException {
    Random random = new Random(11);
    int rejects = 0;
    int rows = 0;
    for (int i = 0; i < FILES; i++) {
      String end = random.nextBoolean() ? "\n" : "\r\n";
      StringBuilder text = new StringBuilder("customer,quantity,price,at,paid,id,day,tax" + end);
      for (int row = random.nextInt(i % 10 == 0 ? 2_000 : 60); row > 0; row--) {
        text.append(damaged(csv(random), random, 30)).append(end);
      }
      SourceBinding<Object> source = Files.csv(file("in.csv", text));
      Gathered<Sale> many = sameManyAtOnce(source, random);
      rejects += many.rejects.size();
      rows += many.rows.size();
    }
    assertThat(rejects, greaterThan(500));
    assertThat(rows, greaterThan(20_000));
  }

  @Test
  void jsonOfEveryKindIsReadTheSameManyAtOnce() throws IOException {
    Random random = new Random(12);
    int rejects = 0;
    for (int i = 0; i < FILES; i++) {
      StringBuilder text = new StringBuilder();
      for (int row = random.nextInt(i % 10 == 0 ? 1_000 : 60); row > 0; row--) {
        text.append(damaged(json(random), random, 30)).append('\n');
      }
      rejects += sameManyAtOnce(Files.jsonl(file("in.jsonl", text)), random).rejects.size();
    }
    assertThat(rejects, greaterThan(200));
  }

  /** A blank before an object takes it off the fast way. */
  @Test
  void aLineOfJsonMeansTheSameWithABlankBefore() throws IOException {
    Random random = new Random(13);
    StringBuilder plain = new StringBuilder();
    StringBuilder blank = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      String line = damaged(json(random), random, 2).replace("\n", "").replace("\r", "");
      plain.append(line).append('\n');
      blank.append(' ').append(line).append('\n');
    }
    Gathered<Sale> fast = read(Files.jsonl(file("plain.jsonl", plain)));
    Gathered<Sale> slow = read(Files.jsonl(file("blank.jsonl", blank)));
    assertThat(fast.values(), equalTo(slow.values()));
    assertThat(outlines(fast), equalTo(outlines(slow)));
    assertThat(fast.rejects.size(), greaterThan(1_000));
    assertThat(fast.rejects.size(), lessThan(19_000));
  }

  private static Gathered<Sale> read(SourceBinding<Object> source) throws IOException {
    return Gathered.manyAtOnce(source, Sale.class, Long.MAX_VALUE, 1_000);
  }

  /** Without what a parser says of the place in a line. */
  private static List<String> outlines(Gathered<Sale> read) {
    List<String> outlines = new ArrayList<>();
    read.rows.forEach(row -> outlines.add("row " + row.position()));
    read.rejects.forEach(
        reject ->
            outlines.add(
                "reject "
                    + reject.position()
                    + reject.stage()
                    + (reject.rules().contains("line is JSON")
                            || reject.rules().contains("record is UTF-8")
                        ? reject.rules()
                        : reject.failures())));
    return outlines;
  }

  private static Gathered<Sale> sameManyAtOnce(SourceBinding<Object> source, Random random)
      throws IOException {
    long extentBytes = random.nextInt(4) == 0 ? 64 : Long.MAX_VALUE;
    Gathered<Sale> single = Gathered.from(source, Sale.class, Long.MAX_VALUE, 7);
    Gathered<Sale> many =
        Gathered.manyAtOnce(source, Sale.class, extentBytes, 1 + random.nextInt(300));
    assertThat(many.transcript(), equalTo(single.transcript()));
    return many;
  }

  private String file(String name, CharSequence latin1) throws IOException {
    Path file = folder.resolve(name);
    java.nio.file.Files.write(file, latin1.toString().getBytes(StandardCharsets.ISO_8859_1));
    return file.toString();
  }

  private static String csv(Random random) {
    return String.join(
        ",",
        quotedOrNot(one(random, "", "c1", "müller", "a, b", "x"), random),
        one(random, "1", "-7", "12345678", "2147483647", "+3", "007"),
        one(
            random,
            "",
            "1.5",
            "-0.25",
            "1234567.5",
            "12345678.125",
            "1e3",
            "5.",
            ".5",
            "0.1234567"),
        time(random),
        one(random, "true", "false", "TRUE"),
        one(random, "", "1", "9223372036854775807", "123456789012"),
        one(random, "", "2026-02-28", "2024-02-29"),
        one(random, "", "1.10", "-3", "12345678901234567890.5"));
  }

  private static String quotedOrNot(String latin1, Random random) {
    String text = new String(latin1.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    return text.contains(",") || random.nextInt(8) == 0 ? '"' + text + '"' : text;
  }

  private static String time(Random random) {
    return one(
        random,
        "2026-01-01T00:00:14.926Z",
        "2024-02-29T23:59:59.999Z",
        "1969-12-31T23:59:59.001Z",
        "2026-01-01T00:00:14Z",
        "2026-01-01T00:00:14.926123Z",
        "2026-01-01T02:00:14.926+02:00");
  }

  private static String json(Random random) {
    List<String> fields = new ArrayList<>();
    String colon = random.nextBoolean() ? ":" : ": ";
    fields.add(
        "customer" + one(random, "null", "\"\"", "\"c1\"", "\"a \\n b\"", "\"\u00c3\u00bc\""));
    fields.add("quantity" + one(random, "1", "-7", "12345678", "2147483647", "-0", "0"));
    fields.add("price" + one(random, "null", "1.5", "-0.25", "1234567.5", "1e3", "0.1234567", "7"));
    fields.add("at\"" + time(random) + '"');
    fields.add("paid" + one(random, "true", "false"));
    fields.add("id" + one(random, "null", "1", "9223372036854775807", "123456789012"));
    fields.add("day" + one(random, "null", "\"2026-02-28\"", "\"2024-02-29\""));
    fields.add("tax" + one(random, "null", "1.10", "-3", "12345678901234567890.5"));
    if (random.nextInt(6) == 0) {
      java.util.Collections.shuffle(fields, random);
    }
    if (random.nextInt(6) == 0) {
      fields.remove(random.nextInt(fields.size()));
    }
    if (random.nextInt(20) == 0) {
      fields.add(fields.get(random.nextInt(fields.size())));
    }
    String between = random.nextBoolean() ? "," : ", ";
    List<String> written = new ArrayList<>();
    for (String field : fields) {
      int name = nameLength(field);
      written.add('"' + field.substring(0, name) + '"' + colon + field.substring(name));
    }
    return "{" + String.join(between, written) + "}";
  }

  private static int nameLength(String field) {
    for (String name : List.of("customer", "quantity", "price", "at", "paid", "id", "day", "tax")) {
      if (field.startsWith(name)) {
        return name.length();
      }
    }
    throw new AssertionError(field);
  }

  private static String one(Random random, String... of) {
    return of[random.nextInt(of.length)];
  }

  /** One in {@code odds} with a character changed, taken out or put in. */
  private static String damaged(String line, Random random, int odds) {
    if (random.nextInt(odds) != 0) {
      return line;
    }
    StringBuilder text = new StringBuilder(line);
    int at = random.nextInt(text.length());
    char c = DAMAGE.charAt(random.nextInt(DAMAGE.length()));
    switch (random.nextInt(3)) {
      case 0 -> text.setCharAt(at, c);
      case 1 -> text.deleteCharAt(at);
      default -> text.insert(at, c);
    }
    return text.toString();
  }
}
