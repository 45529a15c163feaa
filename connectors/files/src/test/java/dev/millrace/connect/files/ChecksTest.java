package dev.millrace.connect.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.connect.Extent;
import dev.millrace.connect.Projection;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.files.Rows.Deep;
import dev.millrace.connect.files.Rows.Order;
import dev.millrace.connect.files.Rows.Pair;
import dev.millrace.connect.files.Rows.Visit;
import dev.millrace.connect.files.binding.BoundPath;
import dev.millrace.connect.files.binding.ListedFile;
import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told before the first row, and which files a path means. */
class ChecksTest {
  @TempDir Path folder;

  @SuppressWarnings("unchecked") // a binding of Object takes any shape
  private static Shape<Object> shape(Class<?> type) {
    return (Shape<Object>) Shape.of(type);
  }

  private void file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    java.nio.file.Files.createDirectories(file.getParent());
    java.nio.file.Files.writeString(file, text);
  }

  private String in(String path) {
    return folder + "/" + path;
  }

  private String only(List<Problem> problems) {
    assertThat(problems.toString(), problems, hasSize(1));
    return problems.get(0).toString().replace(folder + "/", "");
  }

  private String problem(CsvSource source, Class<?> type) {
    return only(source.check("lines", shape(type)));
  }

  @Test
  void thatNothingMatchesIsAProblem() {
    assertThat(
        problem(Files.csv(in("*.csv")), Order.class),
        containsString(
            "[MR-C101] lines: no file matches *.csv. Why: a source without files would"));
  }

  @Test
  void aMissingColumnIsToldOnceWithTheColumnsThatThereAreAndTheFiles() throws IOException {
    file("a.csv", "quantity,note\n");
    file("b.csv", "quantity,note\n");
    file("c.csv", "quantity,note\n");
    file("d.csv", "note,quantity,price\n");
    assertThat(
        problem(Files.csv(in("*.csv")), Order.class),
        equalTo(
            "[MR-C104] lines: a.csv (and 2 other files) has no column for component 'price'; its"
                + " columns are quantity, note. Why: every row would be without it. Fix: name its"
                + " column: columns: {price: …}, in Java column(\"price\", \"…\")."));
  }

  @Test
  void aNullableComponentMayBeMissingWhenThatIsSaid() throws IOException {
    file("a.csv", "price,quantity\n1,2\n");
    CsvSource source = Files.csv(in("a.csv"));
    assertThat(
        problem(source, Order.class),
        containsString("allow files without it: optional: [note], in Java optional(\"note\")"));
    assertThat(source.optional("note").check("lines", shape(Order.class)), empty());
    assertThat(
        Gathered.from(source.optional("note"), Order.class).values(),
        contains(new Order(2, 1, null)));
    assertThat(
        problem(source.optional("note").optional("price"), Order.class),
        containsString("[MR-C110] lines: component 'price' is optional in the file but cannot be"));
  }

  @Test
  void columnsAreFoundByNameWhateverTheirOrderAndSpelling() throws IOException {
    file("a.csv", "Note,UNIT_PRICE,Quan-Tity\nx,1,2\n");
    file("b.csv", "quantity,unit_price,NOTE\n3,4,y\n");
    CsvSource source = Files.csv(in("*.csv")).column("price", "UNIT_PRICE");
    assertThat(
        problem(source, Order.class),
        containsString("b.csv has no column for component 'price' ('UNIT_PRICE')"));
    file("b.csv", "quantity,UNIT_PRICE,NOTE\n3,4,y\n");
    assertThat(
        Gathered.from(source, Order.class).values(),
        contains(new Order(2, 1, "x"), new Order(3, 4, "y")));
  }

  @Test
  void twoColumnsForOneComponentAreAProblem() throws IOException {
    file("a.csv", "quantity,Price,PRICE,note\n");
    assertThat(
        problem(Files.csv(in("a.csv")), Order.class),
        containsString("[MR-C105] lines: a.csv has several columns for component 'price'"));
    file("a.csv", "quantity,Price,price,note\n");
    assertThat(Files.csv(in("a.csv")).check("lines", shape(Order.class)), empty());
  }

  @Test
  void aComponentThatDoesNotExistIsAProblem() throws IOException {
    file("a.csv", "quantity,price,note\n");
    assertThat(
        problem(Files.csv(in("a.csv")).column("quantum", "q"), Order.class),
        containsString(
            "[MR-C106] lines: Order has no component 'quantum'. Why: a column is read into a"
                + " component. Fix: write one of quantity, price, note."));
  }

  @Test
  void aFileWithoutAHeaderIsAProblem() throws IOException {
    file("a.csv", "");
    assertThat(
        problem(Files.csv(in("a.csv")), Pair.class),
        containsString("[MR-C102] lines: a.csv has no header: it has no record at all"));
    file("a.csv", "a,\"b\n");
    assertThat(
        problem(Files.csv(in("a.csv")), Pair.class),
        containsString("its header cannot be read: a quote opened in line 1 is not closed"));
  }

  @Test
  void withoutAHeaderFieldsAreTakenByTheirPlace() throws IOException {
    file("a.csv", "1,2,x\n");
    CsvSource source = Files.csv(in("a.csv")).header(false);
    assertThat(source.check("lines", shape(Order.class)), empty());
    assertThat(Gathered.from(source, Order.class).values(), contains(new Order(1, 2, "x")));
    assertThat(
        problem(source.column("price", "p"), Order.class),
        containsString("[MR-C112] lines: columns are named for files without a header"));
  }

  @Test
  void whatIsNoUtf8TextIsToldByItsFirstBytes() throws IOException {
    java.nio.file.Files.write(folder.resolve("a.csv"), new byte[] {(byte) 0x1F, (byte) 0x8B, 8, 0});
    assertThat(
        problem(Files.csv(in("a.csv")), Pair.class),
        containsString("[MR-C113] lines: a.csv is compressed with gzip"));
    java.nio.file.Files.write(
        folder.resolve("a.csv"), new byte[] {(byte) 0xFF, (byte) 0xFE, 'a', 0});
    assertThat(
        only(Files.jsonl(in("a.csv")).check("lines", shape(Pair.class))),
        containsString("a.csv is UTF-16"));
  }

  @Test
  void csvHoldsNoListsAndNoNestedParts() throws IOException {
    file("a.csv", "id,vector,point,other,words,path,counts,groups,seen\n");
    List<Problem> problems = Files.csv(in("a.csv")).check("lines", shape(Deep.class));
    assertThat(problems, hasSize(7));
    assertThat(
        problems.get(0).toString(),
        containsString("[MR-C107] lines: CSV cannot hold component 'vector' of type float[]"));
    assertThat(Files.csvTo("out").check("lines", shape(Deep.class)), hasSize(7));
    assertThat(Files.jsonlTo("out").check("lines", shape(Deep.class)), empty());
  }

  @Test
  void aLocalTimeNeedsAZone() throws IOException {
    file("a.csv", "who,at\n");
    CsvSource source = Files.csv(in("a.csv")).timePattern("yyyy-MM-dd HH:mm:ss");
    assertThat(
        problem(source, Visit.class),
        containsString(
            "[MR-C108] lines: 'at' is an instant, but a time as yyyy-MM-dd HH:mm:ss has no zone"));
    assertThat(source.zone(ZoneId.of("Europe/London")).check("lines", shape(Visit.class)), empty());
    assertThat(
        source.timePattern("yyyy-MM-dd HH:mm:ss XXX").check("lines", shape(Visit.class)), empty());
  }

  @Test
  void aPatternMustReadWhatItWrites() throws IOException {
    file("a.csv", "who,at\n");
    CsvSource source = Files.csv(in("a.csv")).zone(ZoneId.of("Europe/London"));
    for (String bad : List.of("yyyy-MM-dd", "hh:mm", "nonsense", "yyyy-MM-dd hh:mm:ss")) {
      assertThat(
          problem(source.timePattern(bad), Visit.class),
          containsString("[MR-C109] lines: the pattern '" + bad + "' is not one"));
    }
    assertThat(problem(source.datePattern("MM/yyyy"), Visit.class), containsString("[MR-C109]"));
  }

  @Test
  void optionsThatCannotBeAreRefusedAtOnce() {
    for (char bad : new char[] {'"', '\n', 'x', '1', '-', '.', '€', '\0'}) {
      assertThrows(IllegalArgumentException.class, () -> Files.csv("a").delimiter(bad));
    }
    assertThrows(IllegalArgumentException.class, () -> Files.csv("a").nullText("a,b"));
    assertThrows(IllegalArgumentException.class, () -> Files.csv("a").limits(10, 5));
  }

  @Test
  void columnsThatNobodyReadsAreNoticed() throws IOException {
    file("a.csv", "quantity,price,note,more,yet more\n");
    assertThat(
        Files.csv(in("a.csv"))
            .notices("lines", shape(Order.class))
            .toString()
            .replace(folder + "/", ""),
        equalTo("[a.csv: no component reads more, yet more]"));
  }

  @Test
  void aFolderMeansItsFilesWithTheExtensionButNotHiddenOnes() throws IOException {
    for (String name :
        List.of("in/b.csv", "in/a.csv", "in/_c.csv", "in/.d.csv", "in/e.txt", "in/sub/f.csv")) {
      file(name, "a,b\n" + name + ",x\n");
    }
    java.nio.file.Files.createSymbolicLink(folder.resolve("published"), folder.resolve("in"));
    for (String path : List.of("in", "published", "in/*.csv", "in/{a,b}.csv", "i?/[ab].csv")) {
      assertThat(
          path,
          Gathered.from(Files.csv(in(path)), Pair.class).values().stream().map(Pair::a).toList(),
          contains("in/a.csv", "in/b.csv"));
    }
    assertThat(Gathered.from(Files.csv(in("in/_c.csv")), Pair.class).rows, hasSize(1));
    assertThat(Gathered.from(Files.csv(in("**.csv")), Pair.class).rows, not(empty()));
    assertThat(
        Gathered.from(Files.csv(in("published")), Pair.class).rows.get(0).partition(),
        equalTo(in("published/a.csv")));
  }

  @Test
  void aHeaderThatChangedAfterTheCheckStopsTheRead() throws IOException {
    file("a.csv", "x,y\n1,2\n");
    IOException refused =
        assertThrows(
            IOException.class,
            () ->
                Files.csv(in("a.csv"))
                    .open(
                        shape(Pair.class),
                        Projection.all(shape(Pair.class)),
                        new Extent(in("a.csv"), 0, 8, 1)));
    assertThat(
        refused.getMessage(), containsString("has another header than when it was checked: x, y"));
  }

  @Test
  void aFileThatIsChangedAfterItWasListedStopsTheRead() throws IOException {
    for (SourceBinding<Object> source : List.of(Files.csv(in("x.csv")), Files.jsonl(in("x.csv")))) {
      file("x.csv", "a,b\n1,2\n");
      Extent listed = onlyExtent(source);
      file("x.csv", "a,b\n1,2\n3,4\n");
      assertThat(
          refusal(source, listed),
          containsString(
              in("x.csv")
                  + " was changed after the run had listed it: it had 8 bytes and has 12. Run"));

      Extent longer = onlyExtent(source);
      java.nio.file.Files.setLastModifiedTime(folder.resolve("x.csv"), FileTime.fromMillis(0));
      assertThat(refusal(source, longer), containsString("has 12, but was written to. Run again"));

      Extent old = onlyExtent(source);
      java.nio.file.Files.delete(folder.resolve("x.csv"));
      assertThat(refusal(source, old), containsString("was taken away or replaced after the run"));
    }
  }

  @Test
  void aFolderPublishedAnewAfterItWasListedIsReadAsItWas() throws IOException {
    file("old/a.csv", "a,b\n1,2\n");
    file("new/a.csv", "a,b\n1000,2000\n3,4\n");
    Path link = folder.resolve("published");
    for (String path : List.of("published", "published/*.csv", "published/a.csv")) {
      java.nio.file.Files.createSymbolicLink(link, folder.resolve("old"));
      SourceBinding<Object> source = Files.csv(in(path));
      Extent listed = onlyExtent(source);
      java.nio.file.Files.delete(link);
      java.nio.file.Files.createSymbolicLink(link, folder.resolve("new"));

      assertThat(listed.partition(), equalTo(in("published/a.csv")));
      Path read =
          ListedFile.find(new BoundPath(in(path), List.of()), listed.partition(), listed.version());
      assertThat(read, equalTo(folder.toRealPath().resolve("old/a.csv")));
      source.open(shape(Pair.class), Projection.all(shape(Pair.class)), listed).close();
      java.nio.file.Files.delete(link);
    }
  }

  private static Extent onlyExtent(SourceBinding<Object> source) throws IOException {
    return source.partitions(shape(Pair.class), 1 << 20).get(0).extents().get(0);
  }

  private static String refusal(SourceBinding<Object> source, Extent extent) {
    return assertThrows(
            IOException.class,
            () -> source.open(shape(Pair.class), Projection.all(shape(Pair.class)), extent))
        .getMessage();
  }

  @Test
  void aBindingSaysInWhichZoneAndHowTimesAreWritten() {
    ZoneId london = ZoneId.of("Europe/London");
    assertThat(
        Files.csv("in").zone(london).timePattern("yyyy-MM-dd HH:mm").describe(),
        equalTo("files csv in, zone Europe/London, times as yyyy-MM-dd HH:mm"));
    assertThat(
        Files.jsonl("in").zone(london).datePattern("dd/MM/yyyy").describe(),
        equalTo("files jsonl in, zone Europe/London, dates as dd/MM/yyyy"));
    assertThat(
        Files.csvTo("out").zone(london).describe(), equalTo("files csv out, zone Europe/London"));
    assertThat(
        Files.jsonlTo("out").datePattern("dd/MM/yyyy").describe(),
        equalTo("files jsonl out, dates as dd/MM/yyyy"));
    assertThat(Files.csv("in").describe(), equalTo("files csv in"));
  }

  @Test
  void aFileThatBecameShorterStopsTheRead() throws IOException {
    file("a.csv", "a,b\n1,2\n");
    try (var reader =
        Files.jsonl(in("a.csv"))
            .open(
                shape(Pair.class),
                Projection.all(shape(Pair.class)),
                new Extent(in("a.csv"), 0, 99, 1))) {
      ByteWindow in = new ByteWindow("a.csv", folder.resolve("a.csv"), 0, 99);
      assertThat(
          assertThrows(IOException.class, in::more).getMessage(),
          containsString("a.csv became shorter while it was read"));
      in.close();
      assertThrows(IllegalStateException.class, reader::contentHash);
    }
  }
}
