package dev.millrace.connect.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.millrace.connect.files.Rows.Colour;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Values that stand in the names of folders: {@code country=UK/day=2011-01-02/part-0.csv}. */
class PartitionFoldersTest extends SalesInFolders {
  record Keyed(
      int quantity,
      boolean flag,
      byte tiny,
      long large,
      double real,
      BigDecimal price,
      char letter,
      Colour colour,
      Instant at,
      Optional<Integer> maybe,
      @Nullable Short small) {}

  record Odd(int quantity, Duration took) {}

  private void file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    java.nio.file.Files.createDirectories(file.getParent());
    java.nio.file.Files.writeString(file, text);
  }

  private CsvSource sales() {
    return Files.csv(folder.toString()).partitionedBy("country", "day");
  }

  @Test
  void everyRowTakesItsValueFromTheFolders() throws IOException {
    file("country=UK/day=2011-01-02/part-0.csv", "quantity\n1\n2\nx\n");
    file("country=UK/day=2011-01-03/part-0.csv", "quantity\n3\n");
    file("country=France/day=2011-01-02/part-0.csv", "quantity\n4\n");
    assertThat(problems(sales(), Sale.class), empty());
    assertThat(sales().notices("sales", shape(Sale.class)), empty());
    Gathered<Sale> read = Gathered.from(sales(), Sale.class);
    assertThat(
        read.values(),
        contains(
            new Sale(4, "France", LocalDate.of(2011, 1, 2)),
            new Sale(1, "UK", LocalDate.of(2011, 1, 2)),
            new Sale(2, "UK", LocalDate.of(2011, 1, 2)),
            new Sale(3, "UK", LocalDate.of(2011, 1, 3))));
    assertThat(read.rejects, hasSize(1));
    assertThat(
        read.rejects.get(0).partition(), equalTo(folder + "/country=UK/day=2011-01-02/part-0.csv"));
  }

  @Test
  void jsonLinesHaveFoldersTooAndTheFieldOfTheSameNameIsNotRead() throws IOException {
    file("day=2011-01-02/country=UK/a.jsonl", "{\"quantity\":1,\"country\":\"nowhere\"}\n");
    JsonlSource source = Files.jsonl(folder.toString()).partitionedBy("country", "day");
    assertThat(problems(source, Sale.class), empty());
    assertThat(
        Gathered.from(source, Sale.class).values(),
        contains(new Sale(1, "UK", LocalDate.of(2011, 1, 2))));
  }

  @Test
  void filesWithoutAHeaderHaveTheOtherComponentsInTheirOrder() throws IOException {
    file("country=UK/day=2011-01-02/a.csv", "7\n");
    assertThat(
        Gathered.from(sales().header(false), Sale.class).values(),
        contains(new Sale(7, "UK", LocalDate.of(2011, 1, 2))));
  }

  @Test
  void namesOfFoldersAreDecodedAndNullHasAWordOfItsOwn() throws IOException {
    file("country=C%C3%B4te%20d%27Ivoire%2F%3D/day=2011-01-02/a.csv", "quantity\n1\n");
    file("country=..%2F..%2Fetc/day=2011-01-02/a.csv", "quantity\n2\n");
    file("country=100%/day=2011-01-02/a.csv", "quantity\n3\n");
    file("country=__HIVE_DEFAULT_PARTITION__/day=2011-01-02/a.csv", "quantity\n4\n");
    file("country=a=b/day=2011-01-02/a.csv", "quantity\n5\n");
    file("country=/day=2011-01-02/a.csv", "quantity\n6\n");
    assertThat(
        countries(sales(), 6),
        contains(null, "Côte d'Ivoire/=", "../../etc", "100%", null, "a=b", ""));
  }

  @Test
  void aValueIsReadByTheTypeOfItsComponent() throws IOException {
    file(
        "flag=TRUE/tiny=-7/large=9000000000/real=2.5e3/price=1.50/letter=%2F/colour=RED"
            + "/at=2011-01-02T03%3A04%3A05.0000019+01%3A00/maybe=3/small=__HIVE_DEFAULT_PARTITION__/a.csv",
        "quantity\n1\n");
    CsvSource source =
        Files.csv(folder.toString())
            .partitionedBy(
                "flag", "tiny", "large", "real", "price", "letter", "colour", "at", "maybe",
                "small");
    assertThat(problems(source, Keyed.class), empty());
    assertThat(
        Gathered.from(source, Keyed.class).values(),
        contains(
            new Keyed(
                1,
                true,
                (byte) -7,
                9_000_000_000L,
                2500,
                new BigDecimal("1.50"),
                '/',
                Colour.RED,
                Instant.parse("2011-01-02T02:04:05.000001Z"),
                Optional.of(3),
                null)));
  }

  @Test
  void aValueThatIsNoneIsAProblemThatNamesTheFolder() throws IOException {
    file("country=UK/day=2011-02-30/a.csv", "quantity\n1\n");
    file("country=UK/day=2011-02-30/b.csv", "quantity\n1\n");
    file("country=UK/day=__HIVE_DEFAULT_PARTITION__/a.csv", "quantity\n1\n");
    List<String> told = problems(sales(), Sale.class);
    assertThat(
        told,
        contains(
            "[MR-C116] sales: folder day=2011-02-30 of country=UK/day=2011-02-30/a.csv has no value"
                + " for component 'day' of type LocalDate. Why: every row below it would be without"
                + " one. Fix: rename the folder, or read the key as a String; dates and times are in"
                + " ISO-8601.",
            "[MR-C116] sales: folder day=__HIVE_DEFAULT_PARTITION__ of"
                + " country=UK/day=__HIVE_DEFAULT_PARTITION__/a.csv has no value for component 'day'"
                + " of type LocalDate that is not nullable. Why: every row below it would be without"
                + " one. Fix: mark the component @Nullable, or leave the folder out."));
  }

  @Test
  void numbersAreDigits() throws IOException {
    for (String bad : new String[] {"1f", "0x1p3", " 1", "1_000", "", "\u0661", "1e"}) {
      file("real=" + bad + "/tiny=1/a.csv", "quantity\n1\n");
    }
    file("real=1/tiny=128/a.csv", "quantity\n1\n");
    record Numbers(int quantity, double real, byte tiny) {}
    List<String> told =
        problems(Files.csv(folder.toString()).partitionedBy("real", "tiny"), Numbers.class);
    assertThat(told, hasSize(8));
  }

  @Test
  void aFileOutsideTheFoldersIsAProblem() throws IOException {
    file("country=UK/a.csv", "quantity\n1\n");
    file("country=UK/day=2011-01-02/country=France/a.csv", "quantity\n1\n");
    List<String> told = problems(sales(), Sale.class);
    assertThat(told, hasSize(2));
    assertThat(
        told.get(0), containsString("[MR-C115] sales: country=UK/a.csv is in no folder day=…"));
    assertThat(told.get(1), containsString("country=France/a.csv is in several folders country=…"));
  }

  @Test
  void whatIsDeclaredHasToBeAComponentThatAFolderCanName() throws IOException {
    file("took=PT1H/nothing=1/a.csv", "quantity\n1\n");
    List<String> told =
        problems(Files.csv(folder.toString()).partitionedBy("took", "nothing"), Odd.class);
    assertThat(told, hasSize(2));
    assertThat(told.get(0), containsString("[MR-C106] sales: Odd has no component 'nothing'"));
    assertThat(
        told.get(1),
        containsString("[MR-C107] sales: a folder's name cannot hold component 'took'"));
    file("took=PT1H/country=UK/day=2011-01-02/a.csv", "quantity\n1\n");
    assertThat(
        problems(
                Files.csv(folder + "/took=PT1H/country=UK")
                    .partitionedBy("country", "day")
                    .optional("country"),
                Sale.class)
            .toString(),
        containsString("[MR-C112] sales: component 'country' is both optional and partitioned by"));
  }

  @Test
  void keysAndColumnsThatNobodyReadsAreNotices() throws IOException {
    file("run=5/country=UK/day=2011-01-02/a.csv", "quantity,country,other\n1,France,x\n");
    assertThat(problems(sales(), Sale.class), empty());
    List<String> notices = sales().notices("sales", shape(Sale.class));
    assertThat(notices, hasSize(2));
    assertThat(
        notices.get(0), containsString("no component reads the key 'run' of the folders of"));
    assertThat(notices.get(1), containsString("no component reads country, other"));
    assertThat(
        Gathered.from(sales(), Sale.class).values(),
        contains(new Sale(1, "UK", LocalDate.of(2011, 1, 2))));
  }

  @Test
  void aKeyIsFoundAsAColumnIs() throws IOException {
    file("Land=UK/DAY=2011-01-02/a.csv", "Quantity\n1\n");
    CsvSource source = sales().column("country", "Land");
    assertThat(problems(source, Sale.class), empty());
    assertThat(
        Gathered.from(source, Sale.class).values(),
        contains(new Sale(1, "UK", LocalDate.of(2011, 1, 2))));
  }

  @Test
  void hiddenFilesAndFoldersDoNotCountButKeysWithAnUnderscoreDo() throws IOException {
    file("_country=UK/day=2011-01-02/a.csv", "quantity\n1\n");
    file("_country=UK/day=2011-01-02/_SUCCESS.csv", "");
    file("_country=UK/_temporary/0/a.csv", "nonsense");
    file(".staging/a.csv", "nonsense");
    CsvSource source = sales();
    assertThat(problems(source, Sale.class), empty());
    assertThat(Gathered.from(source, Sale.class).rows, hasSize(1));
  }

  @Test
  void aPatternPicksSomeOfTheFolders() throws IOException {
    file("country=UK/day=2011-01-02/a.csv", "quantity\n1\n");
    file("country=UK/day=2011-02-02/a.csv", "quantity\n2\n");
    CsvSource source =
        Files.csv(folder + "/country=*/day=2011-02-*/*.csv").partitionedBy("country", "day");
    assertThat(
        Gathered.from(source, Sale.class).values(),
        contains(new Sale(2, "UK", LocalDate.of(2011, 2, 2))));
    CsvSource one = Files.csv(folder + "/country=UK").partitionedBy("day", "country");
    assertThat(Gathered.from(one, Sale.class).rows, hasSize(2));
  }

  @Test
  void withoutADeclarationAFolderMeansOnlyTheFilesInIt() throws IOException {
    file("country=UK/a.csv", "quantity,country,day\n1,France,2011-01-02\n");
    assertThat(
        problems(Files.csv(folder.toString()), Sale.class).toString(), containsString("MR-C101"));
    CsvSource inside = Files.csv(folder + "/country=UK/a.csv");
    assertThat(Gathered.from(inside, Sale.class).values().get(0).country(), equalTo("France"));
    assertThat(sales().partitionedBy(), equalTo(Files.csv(folder.toString())));
  }

  @Test
  void aLinkThatGoesInCirclesIsAProblemAndNoEndlessWalk() throws IOException {
    file("country=UK/day=2011-01-02/a.csv", "quantity\n1\n");
    java.nio.file.Files.createSymbolicLink(folder.resolve("country=UK/day=2011-01-03"), folder);
    assertThat(problems(sales(), Sale.class).toString(), containsString("[MR-C111] sales: "));
  }
}
