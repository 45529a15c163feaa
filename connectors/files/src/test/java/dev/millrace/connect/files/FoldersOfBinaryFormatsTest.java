package dev.millrace.connect.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Rejection.Failure;
import dev.millrace.connect.Extent;
import dev.millrace.connect.Projection;
import dev.millrace.connect.RowReader;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.files.Rows.Colour;
import dev.millrace.record.Component;
import dev.millrace.record.LongColumn;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Values that stand in the names of folders, for files of Avro and of Parquet. */
class FoldersOfBinaryFormatsTest extends SalesInFolders {
  /** A column of the folders' names, and of another type. */
  record Clashing(int quantity, double day, String other) {}

  record Nothing(String other) {}

  /** Folders tell components before, between and behind those of the files. */
  record Keyed(
      boolean flag,
      byte tiny,
      long large,
      int quantity,
      double real,
      BigDecimal price,
      Colour colour,
      Instant at,
      Optional<Integer> maybe,
      @Nullable Short small) {}

  record Told(@Nullable String country, LocalDate day) {}

  private SourceBinding<Object> sales(BinaryFormat format) {
    return format.source(folder.toString(), "country", "day");
  }

  @ParameterizedTest
  @EnumSource
  void everyRowTakesItsValueFromTheFolders(BinaryFormat format) throws IOException {
    file(format, "country=UK/day=2011-01-02", 1, null, 2);
    file(format, "country=UK/day=2011-01-03", 3);
    file(format, "day=2011-01-02/country=France", 4);
    assertThat(problems(sales(format), Sale.class), empty());
    assertThat(sales(format).notices("sales", shape(Sale.class)), empty());
    Gathered<Sale> read = Gathered.from(sales(format), Sale.class);
    assertThat(
        read.values(),
        contains(
            new Sale(1, "UK", LocalDate.of(2011, 1, 2)),
            new Sale(2, "UK", LocalDate.of(2011, 1, 2)),
            new Sale(3, "UK", LocalDate.of(2011, 1, 3)),
            new Sale(4, "France", LocalDate.of(2011, 1, 2))));
    assertThat(read.rejects, hasSize(1));
    assertThat(read.rejects.get(0).rules(), contains("quantity is int"));
    assertThat(
        read.rejects.get(0).partition(),
        equalTo(folder + "/country=UK/day=2011-01-02/part-0" + format.extension));
  }

  @ParameterizedTest
  @EnumSource
  void rowsAreTheSameInHoweverManyBatchesTheyCome(BinaryFormat format) throws IOException {
    Integer[] quantities = IntStream.range(0, 5000).boxed().toArray(Integer[]::new);
    file(format, "country=UK/day=2011-01-02", quantities);
    List<Sale> expected =
        Arrays.stream(quantities)
            .map(quantity -> new Sale(quantity, "UK", LocalDate.of(2011, 1, 2)))
            .toList();
    assertThat(Gathered.from(sales(format), Sale.class, 500, 7).values(), equalTo(expected));
    assertThat(
        Gathered.manyAtOnce(sales(format), Sale.class, Long.MAX_VALUE, 999).values(),
        equalTo(expected));
  }

  @ParameterizedTest
  @EnumSource
  void namesOfFoldersAreDecodedAndNullHasAWordOfItsOwn(BinaryFormat format) throws IOException {
    file(format, "country=C%C3%B4te%20d%27Ivoire%2F%3D/day=2011-01-02", 1);
    file(format, "country=__HIVE_DEFAULT_PARTITION__/day=2011-01-02", 2);
    file(format, "country=/day=2011-01-02", 3);
    assertThat(countries(sales(format), 3), contains(null, "Côte d'Ivoire/=", null, ""));
  }

  @ParameterizedTest
  @EnumSource
  void aValueIsReadByTheTypeOfItsComponent(BinaryFormat format) throws IOException {
    file(
        format,
        "flag=TRUE/tiny=-7/large=9000000000/real=2.5e3/price=1.50/colour=RED"
            + "/at=2011-01-02T03%3A04%3A05.0000019+01%3A00/maybe=3/small=__HIVE_DEFAULT_PARTITION__",
        1);
    SourceBinding<Object> source =
        format.source(
            folder.toString(),
            "flag",
            "tiny",
            "large",
            "real",
            "price",
            "colour",
            "at",
            "maybe",
            "small");
    assertThat(problems(source, Keyed.class), empty());
    assertThat(
        Gathered.from(source, Keyed.class).values(),
        contains(
            new Keyed(
                true,
                (byte) -7,
                9_000_000_000L,
                1,
                2500,
                new BigDecimal("1.50"),
                Colour.RED,
                Instant.parse("2011-01-02T02:04:05.000001Z"),
                Optional.of(3),
                null)));
  }

  @ParameterizedTest
  @EnumSource
  void aRowMayTakeAllItsValuesFromTheFolders(BinaryFormat format) throws IOException {
    file(format, "country=UK/day=2011-01-02", 1, 2, 3);
    assertThat(problems(sales(format), Told.class), empty());
    Told told = new Told("UK", LocalDate.of(2011, 1, 2));
    assertThat(Gathered.from(sales(format), Told.class).values(), contains(told, told, told));
  }

  @ParameterizedTest
  @EnumSource
  void aValueThatIsNoneIsAProblemThatNamesTheFolder(BinaryFormat format) throws IOException {
    file(format, "country=UK/day=2011-02-30", 1);
    file(format, "country=UK/day=__HIVE_DEFAULT_PARTITION__", 1);
    List<String> told = problems(sales(format), Sale.class);
    assertThat(told, hasSize(2));
    assertThat(
        told.get(0),
        containsString("[MR-C116] sales: folder day=2011-02-30 of country=UK/day=2011-02-30/part"));
    assertThat(
        told.get(1), containsString("[MR-C116] sales: folder day=__HIVE_DEFAULT_PARTITION__ of"));
  }

  @ParameterizedTest
  @EnumSource
  void aFileOutsideTheFoldersIsAProblem(BinaryFormat format) throws IOException {
    file(format, "country=UK", 1);
    file(format, "country=UK/day=2011-01-02/country=France", 1);
    List<String> told = problems(sales(format), Sale.class);
    assertThat(told, hasSize(2));
    assertThat(told.get(1), containsString("[MR-C115] sales: country=UK/part-0"));
    assertThat(told.get(1), containsString(" is in no folder day=…"));
    assertThat(told.get(0), containsString(" is in several folders country=…"));
  }

  @ParameterizedTest
  @EnumSource
  void aComponentIsOptionalOrPartitionedBy(BinaryFormat format) throws IOException {
    file(format, "day=2011-01-02/country=UK", 1);
    assertThat(
        problems(format.optional(folder.toString(), "country"), Sale.class).toString(),
        containsString("[MR-C112] sales: component 'country' is both optional and partitioned by"));
  }

  @Test
  void aComponentHasAnAliasOrIsPartitionedBy() throws IOException {
    file(BinaryFormat.AVRO, "day=2011-01-02/country=UK", 1);
    assertThat(
        problems(
            Files.avro(folder.toString()).partitionedBy("country", "day").alias("country", "land"),
            Sale.class),
        contains(
            containsString(
                "[MR-C112] sales: component 'country' has an alias and is partitioned")));
  }

  @ParameterizedTest
  @EnumSource
  void aColumnOfThatNameIsNotReadWhateverItsTypeAndIsANotice(BinaryFormat format)
      throws IOException {
    file(
        format,
        "run=5/country=UK/day=2011-01-02",
        Clashing.class,
        List.of(new Clashing(1, 2.5, "x")));
    assertThat(problems(sales(format), Sale.class), empty());
    List<String> notices = sales(format).notices("sales", shape(Sale.class));
    assertThat(notices, hasSize(2));
    assertThat(notices.get(0), containsString("no component reads the key 'run'"));
    assertThat(notices.get(1), containsString("day, other"));
    assertThat(
        Gathered.from(sales(format), Sale.class).values(),
        contains(new Sale(1, "UK", LocalDate.of(2011, 1, 2))));
  }

  @ParameterizedTest
  @EnumSource
  void whatNoFolderTellsIsStillLookedForInTheFiles(BinaryFormat format) throws IOException {
    file(format, "country=UK/day=2011-01-02", Nothing.class, List.of(new Nothing("x")));
    assertThat(
        problems(sales(format), Sale.class), contains(containsString("for component 'quantity'")));
  }

  @ParameterizedTest
  @EnumSource
  void aKeyIsFoundAsAColumnIs(BinaryFormat format) throws IOException {
    file(format, "Land=UK/DAY=2011-01-02", 1);
    SourceBinding<Object> source =
        format.named(folder.toString(), "country", "Land", "country", "day");
    assertThat(problems(source, Sale.class), empty());
    assertThat(
        Gathered.from(source, Sale.class).values(),
        contains(new Sale(1, "UK", LocalDate.of(2011, 1, 2))));
  }

  @ParameterizedTest
  @EnumSource
  void aSourceIsEqualToOneOfTheSameFolders(BinaryFormat format) throws IOException {
    assertThat(sales(format), equalTo(sales(format)));
    assertThat(sales(format), not(equalTo(format.source(folder.toString(), "country"))));
    assertThat(format.source(folder.toString()), equalTo(format.plain(folder.toString())));
    file(format, "country=UK", 1);
    assertThat(
        problems(format.plain(folder.toString()), Sale.class).toString(),
        containsString("MR-C101"));
  }

  @ParameterizedTest
  @EnumSource
  void whatNoStepNeedsChangesNeitherTheRejectsNorWhatTheFoldersTell(BinaryFormat format)
      throws IOException {
    file(format, "country=UK/day=1970-01-05", 1, null, 2);
    Shape<Object> shape = shape(Sale.class);
    Extent extent = sales(format).partitions(shape, 1 << 20).get(0).extents().get(0);
    for (List<Component> needed :
        List.of(shape.components(), shape.components().subList(2, 3), List.<Component>of())) {
      Projection projection = Projection.of(shape, needed);
      AvroProjectionTest.Batch batch = new AvroProjectionTest.Batch(shape, projection);
      try (RowReader<Object> reader = sales(format).open(shape, projection, extent)) {
        assertThat(reader.read(batch), equalTo(false));
      }
      assertThat(batch.positions, contains(1L, 3L));
      assertThat(batch.failures.stream().map(Failure::rule).toList(), contains("quantity is int"));
      if (!needed.isEmpty()) {
        LongColumn day = (LongColumn) batch.columns[2].build();
        assertThat(List.of(day.get(0), day.get(1)), contains(4L, 4L));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFileThatIsReplacedAfterItWasListedStopsTheRead(BinaryFormat format) throws IOException {
    file(format, "in/country=UK/day=2011-01-02", 1, 2);
    SourceBinding<Object> source = format.source(folder + "/in", "country", "day");
    Shape<Object> shape = shape(Sale.class);
    Extent listed = source.partitions(shape, 1L << 20).get(0).extents().get(0);
    file(format, "in/country=UK/day=2011-01-02", 1, 2, 3, 4, 5);
    IOException refused =
        assertThrows(
            IOException.class, () -> source.open(shape, Projection.all(shape), listed).close());
    assertThat(refused.getMessage(), containsString("was changed after the run had listed it"));
  }
}
