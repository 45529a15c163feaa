package dev.millrace.connect.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import dev.millrace.connect.files.Rows.Deep;
import dev.millrace.connect.files.Rows.Flat;
import dev.millrace.connect.files.Rows.Point;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Avro's own library reads what Millrace writes, and Millrace what it writes. */
class AvroOracleTest {
  private static final Conversions.DecimalConversion DECIMAL = new Conversions.DecimalConversion();

  @TempDir Path folder;

  private static CodecFactory codec(String name) {
    return switch (name) {
      case "deflate" -> CodecFactory.deflateCodec(6);
      case "snappy" -> CodecFactory.snappyCodec();
      case "zstandard" -> CodecFactory.zstandardCodec(3);
      default -> CodecFactory.nullCodec();
    };
  }

  private Path in() {
    return folder.resolve("in.avro");
  }

  @Test
  void flatRowsAreReadByAvro() throws IOException {
    for (long seed = 0; seed < 50; seed++) {
      List<Flat> rows = RoundTripTest.flats(seed);
      java.nio.file.Files.write(in(), AvroFiles.bytes(Files.avroTo("out"), Flat.class, rows));
      List<GenericRecord> read = AvroFiles.read(in());
      assertThat(
          read.stream().map(AvroOracleTest::flat).map(Flat::canonical).toList(),
          equalTo(rows.stream().map(Flat::canonical).toList()));
    }
  }

  /** A flat row from Avro's values, by hand. */
  private static Flat flat(GenericRecord r) {
    return new Flat(
        (Boolean) r.get("flag"),
        ((Integer) r.get("tiny")).byteValue(),
        ((Integer) r.get("small")).shortValue(),
        text(r, "letter").charAt(0),
        (Integer) r.get("whole"),
        (Long) r.get("large"),
        (Float) r.get("single"),
        (Double) r.get("real"),
        text(r, "text"),
        Rows.Colour.valueOf(text(r, "colour")),
        instant(r.get("at")),
        LocalDate.ofEpochDay((Integer) r.get("day")),
        Duration.ofNanos((Long) r.get("took")),
        bigDecimal((ByteBuffer) r.get("price")),
        bytes((ByteBuffer) r.get("bytes")),
        r.get("note") == null ? null : text(r, "note"),
        (Integer) r.get("maybe"),
        r.get("maybeAt") == null ? null : instant(r.get("maybeAt")),
        (Double) r.get("maybeReal"),
        Optional.ofNullable(r.get("optionalText")).map(Object::toString),
        Optional.ofNullable((Long) r.get("optionalLarge")));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static String text(GenericRecord r, String field) {
    return String.valueOf(r.get(field));
  }

  private static Instant instant(@Nullable Object micros) {
    return Instant.EPOCH.plus((Long) micros, ChronoUnit.MICROS);
  }

  /** As Avro 1.12 writes a big-decimal. */
  private static BigDecimal bigDecimal(ByteBuffer bytes) {
    try {
      var decoder = DecoderFactory.get().binaryDecoder(bytes(bytes), null);
      byte[] unscaled = bytes(decoder.readBytes(null));
      return new BigDecimal(new BigInteger(unscaled), decoder.readInt());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void deepRowsAreReadByAvro() throws IOException {
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      List<Deep> rows = List.of(RoundTripTest.deep(random), RoundTripTest.deep(random));
      java.nio.file.Files.write(in(), AvroFiles.bytes(Files.avroTo("out"), Deep.class, rows));
      List<GenericRecord> read = AvroFiles.read(in());
      assertThat(
          read.stream().map(AvroOracleTest::deep).map(Deep::canonical).toList(),
          equalTo(rows.stream().map(Deep::canonical).toList()));
    }
  }

  private static Deep deep(GenericRecord r) {
    List<?> floats = (List<?>) r.get("vector");
    float[] vector = new float[floats.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (Float) floats.get(i);
    }
    Map<String, Long> counts = new TreeMap<>();
    ((Map<?, ?>) r.get("counts")).forEach((k, v) -> counts.put(k.toString(), (Long) v));
    Map<String, List<Integer>> groups = new TreeMap<>();
    ((Map<?, ?>) r.get("groups"))
        .forEach(
            (k, v) ->
                groups.put(
                    k.toString(), ((List<?>) v).stream().map(each -> (Integer) each).toList()));
    Object other = r.get("other");
    return new Deep(
        (Integer) r.get("id"),
        vector,
        point((GenericRecord) r.get("point")),
        other == null ? null : point((GenericRecord) other),
        ((List<?>) r.get("words")).stream().map(Object::toString).toList(),
        ((List<?>) r.get("path")).stream().map(each -> point((GenericRecord) each)).toList(),
        counts,
        groups,
        Optional.ofNullable((Long) r.get("seen")).map(AvroOracleTest::instant));
  }

  private static Point point(GenericRecord r) {
    Object label = r.get("label");
    return new Point(
        (Integer) r.get("x"),
        label == null ? null : label.toString(),
        Optional.ofNullable((Double) r.get("weight")));
  }

  record Sale(
      boolean paid,
      int quantity,
      long id,
      float weight,
      double price,
      String country,
      @Nullable String note,
      Rows.Colour colour,
      Instant millis,
      @Nullable Instant micros,
      LocalDate day,
      BigDecimal net,
      BigDecimal gross,
      String uuid,
      List<Long> parts,
      Map<String, Integer> counts) {}

  private static final Schema SALE =
      AvroFiles.record(
          """
          'paid': 'boolean', 'quantity': 'int', 'id': 'long', 'weight': 'float', 'price': 'double',
          'country': 'string', 'note': ['string', 'null'],
          'colour': {'type': 'enum', 'name': 'C', 'symbols': ['DARK_BLUE', 'GREEN', 'RED']},
          'millis': {'type': 'long', 'logicalType': 'timestamp-millis'},
          'micros': ['null', {'type': 'long', 'logicalType': 'timestamp-micros'}],
          'day': {'type': 'int', 'logicalType': 'date'},
          'net': {'type': 'bytes', 'logicalType': 'decimal', 'precision': 20, 'scale': 4},
          'gross': {'type': 'fixed', 'name': 'F', 'size': 9, 'logicalType': 'decimal', 'precision': 20, 'scale': 2},
          'uuid': {'type': 'string', 'logicalType': 'uuid'},
          'parts': {'type': 'array', 'items': 'long'}, 'counts': {'type': 'map', 'values': 'int'}
          """);

  @ParameterizedTest
  @ValueSource(strings = {"null", "deflate", "snappy", "zstandard"})
  void whatAvroWritesIsRead(String codec) throws IOException {
    Random random = new Random(11);
    List<Sale> sales = new ArrayList<>();
    List<GenericRecord> records = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      Sale sale = sale(random);
      sales.add(sale);
      records.add(generic(sale));
    }
    AvroFiles.write(in(), SALE, codec(codec), 4000, records);
    Gathered<Sale> read = Gathered.from(Files.avro(in().toString()), Sale.class, 20_000, 100);
    assertThat(read.rejects.toString(), read.rejects, empty());
    assertThat(read.values(), equalTo(sales));
    assertThat(read.extents.size() > 2, equalTo(true));
  }

  private static Sale sale(Random random) {
    Map<String, Integer> counts = new TreeMap<>();
    List<Long> parts = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      counts.put("k" + i, random.nextInt());
      parts.add(random.nextLong());
    }
    Instant at = Instant.EPOCH.plusMillis(random.nextLong() >> (20 + random.nextInt(40)));
    return new Sale(
        random.nextBoolean(),
        random.nextInt() >> random.nextInt(32),
        random.nextLong() >> random.nextInt(64),
        random.nextFloat(),
        random.nextGaussian(),
        random.nextBoolean() ? "Österreich" : "United Kingdom of somewhere",
        random.nextBoolean() ? null : "n" + random.nextInt(),
        List.of(Rows.Colour.values()).get(random.nextInt(3)),
        at,
        random.nextBoolean() ? null : at.plus(random.nextInt(1000), ChronoUnit.MICROS),
        LocalDate.ofEpochDay(random.nextInt(100_000) - 50_000),
        new BigDecimal(new BigInteger(60, random), 4).negate(),
        new BigDecimal(new BigInteger(60, random), 2),
        new java.util.UUID(random.nextLong(), random.nextLong()).toString(),
        parts,
        counts);
  }

  private static GenericRecord generic(Sale sale) {
    Schema net = SALE.getField("net").schema();
    Schema gross = SALE.getField("gross").schema();
    Instant micros = sale.micros();
    return AvroFiles.row(
        SALE,
        sale.paid(),
        sale.quantity(),
        sale.id(),
        sale.weight(),
        sale.price(),
        sale.country(),
        sale.note(),
        new GenericData.EnumSymbol(SALE.getField("colour").schema(), sale.colour().name()),
        sale.millis().toEpochMilli(),
        micros == null ? null : ChronoUnit.MICROS.between(Instant.EPOCH, micros),
        (int) sale.day().toEpochDay(),
        DECIMAL.toBytes(sale.net(), net, (LogicalTypes.Decimal) net.getLogicalType()),
        DECIMAL.toFixed(sale.gross(), gross, (LogicalTypes.Decimal) gross.getLogicalType()),
        sale.uuid(),
        sale.parts(),
        sale.counts());
  }

  @Test
  void fieldsThatNobodyReadsArePassedOverWhateverTheyHold() throws IOException {
    Schema schema =
        AvroFiles.record(
            """
            'tree': {'type': 'record', 'name': 'Tree', 'fields': [
              {'name': 'value', 'type': ['null', 'int', 'string', 'double']},
              {'name': 'children', 'type': {'type': 'array', 'items': 'Tree'}}]},
            'a': ['null', 'string'],
            'nothing': 'null',
            'map': {'type': 'map', 'values': ['null', {'type': 'fixed', 'name': 'Three', 'size': 3}, 'boolean']},
            'e': {'type': 'enum', 'name': 'E', 'symbols': ['X', 'Y']},
            'f': 'float', 'g': 'double', 'h': 'Three',
            'b': ['string', 'null']
            """);
    Schema tree = schema.getField("tree").schema();
    GenericRecord leaf = AvroFiles.row(tree, "leaf", List.of());
    GenericRecord inner = AvroFiles.row(tree, 7, List.of(leaf, leaf));
    Schema three = schema.getField("h").schema();
    GenericData.Fixed fixed = new GenericData.Fixed(three, new byte[] {1, 2, 3});
    Schema e = schema.getField("e").schema();
    GenericRecord row =
        AvroFiles.row(
            schema,
            AvroFiles.row(tree, null, List.of(inner, leaf)),
            "first",
            null,
            Map.of("x", fixed, "y", true),
            new GenericData.EnumSymbol(e, "Y"),
            1f,
            2.0,
            fixed,
            "last");
    AvroFiles.write(in(), schema, row, row);
    Gathered<Rows.Pair> read = AvroFiles.gather(Files.avro(in().toString()), Rows.Pair.class);
    assertThat(
        read.values(),
        equalTo(Arrays.asList(new Rows.Pair("first", "last"), new Rows.Pair("first", "last"))));
  }
}
