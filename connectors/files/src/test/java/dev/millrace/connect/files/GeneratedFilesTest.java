package dev.millrace.connect.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.connect.SinkBinding;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.files.shop.Address;
import dev.millrace.connect.files.shop.Order;
import dev.millrace.connect.files.shop.Sale;
import dev.millrace.connect.files.shop.Status;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of classes that Avro generated, in files: Avro's own library is the judge. */
class GeneratedFilesTest {
  @TempDir Path folder;

  @SuppressWarnings("unchecked") // a binding of Object takes any shape
  private static Shape<Object> shape(Class<?> type) {
    return (Shape<Object>) Shape.of(type);
  }

  private Path file(String name, byte[] bytes) throws IOException {
    return java.nio.file.Files.write(folder.resolve(name), bytes);
  }

  private String problems(SinkBinding<Object> sink) {
    return String.join(
        "\n", sink.check("p", shape(Sale.class)).stream().map(Object::toString).toList());
  }

  private static String rejects(Gathered<?> all) {
    StringBuilder text = new StringBuilder();
    for (Gathered.Reject each : all.rejects) {
      each.failures()
          .forEach(
              f ->
                  text.append(each.stage() + " " + each.position() + ": " + f.rule() + ", not ")
                      .append(f.observed() + "; expected " + f.expected() + "\n"));
    }
    return text.toString();
  }

  @Test
  void avrosOwnReaderReadsWhatIsWrittenAndTheSchemaIsTheClasss() throws IOException {
    List<Order> orders = Orders.random(1, 200);
    Path file = file("out.avro", AvroFiles.bytes(Files.avroTo("unused"), Order.class, orders));
    List<Order> read = new ArrayList<>();
    try (DataFileReader<Order> reader =
        new DataFileReader<>(file.toFile(), new SpecificDatumReader<>(Order.class))) {
      assertThat(reader.getSchema(), equalTo(Order.getClassSchema()));
      assertThat(reader.getSchema().toString(), equalTo(Order.getClassSchema().toString()));
      reader.forEach(read::add);
    }
    assertThat(read, equalTo(orders));
  }

  @Test
  void whatAvrosOwnWriterWroteIsRead() throws IOException {
    List<Order> orders = Orders.random(2, 200);
    try (DataFileWriter<Order> writer =
        new DataFileWriter<>(new SpecificDatumWriter<>(Order.class))) {
      writer.create(Order.getClassSchema(), folder.resolve("in.avro").toFile());
      for (Order order : orders) {
        writer.append(order);
      }
    }
    assertThat(Files.avro(folder.toString()).check("p", shape(Order.class)), empty());
    Gathered<Order> all = AvroFiles.gather(Files.avro(folder.toString()), Order.class);
    assertThat(rejects(all), equalTo(""));
    assertThat(all.values(), equalTo(orders));
  }

  record Envelope(Order order, List<Status> statuses) {}

  @Test
  void aRecordMayHoldGeneratedElements() throws IOException {
    List<Envelope> rows =
        Orders.random(3, 20).stream()
            .map(order -> new Envelope(order, List.of(order.getStatus(), Status.PAID)))
            .toList();
    assertThat(Files.avroTo("unused").check("p", shape(Envelope.class)), empty());
    file("in.avro", AvroFiles.bytes(Files.avroTo("unused"), Envelope.class, rows));
    assertThat(
        AvroFiles.gather(Files.avro(folder.toString()), Envelope.class).values(), equalTo(rows));
    Schema stored =
        AvroFiles.read(folder.resolve("in.avro")).get(0).getSchema().getField("order").schema();
    assertThat(stored, equalTo(Order.getClassSchema()));
  }

  @Test
  void otherFormatsWriteAndReadThemToo() throws IOException {
    List<Order> orders = Orders.random(4, 100);
    file("a.jsonl", AvroFiles.bytes(Files.jsonlTo("unused"), Order.class, orders));
    file("a.parquet", AvroFiles.bytes(Files.parquetTo("unused"), Order.class, orders));
    assertThat(
        Gathered.from(Files.jsonl(folder.toString()), Order.class).values(), equalTo(orders));
    assertThat(
        Gathered.from(Files.parquet(folder.toString()), Order.class).values(), equalTo(orders));
    List<Sale> sales = List.of(new Sale("Zoë", Instant.ofEpochMilli(-1), 0.1, 3, null));
    byte[] csv = AvroFiles.bytes(Files.csvTo("unused"), Sale.class, sales);
    assertThat(
        new String(csv, java.nio.charset.StandardCharsets.UTF_8),
        equalTo("customer,at,amount,pieces,voucher\nZoë,1969-12-31T23:59:59.999Z,0.1,3,\n"));
    file("a.csv", csv);
    assertThat(Gathered.from(Files.csv(folder.toString()), Sale.class).values(), equalTo(sales));
  }

  @Test
  void anOlderFileIsReadByTheAliasesAndDefaultsOfTheClassAsAvroResolvesThem() throws IOException {
    String old =
        """
        {'type': 'record', 'name': 'Bestellung', 'fields': [
          {'name': 'home', 'type': {'type': 'record', 'name': 'A', 'fields': [
            {'name': 'street', 'type': 'string'}, {'name': 'floor', 'type': 'int'}]}},
          {'name': 'client', 'type': 'string'},
          {'name': 'id', 'type': 'int'},
          {'name': 'class', 'type': 'int'},
          {'name': 'status', 'type': {'type': 'enum', 'name': 'S', 'symbols': ['GIVEN', 'PAID']}},
          {'name': 'placed', 'type': {'type': 'long', 'logicalType': 'timestamp-millis'}},
          {'name': 'seen', 'type': {'type': 'long', 'logicalType': 'timestamp-micros'}},
          {'name': 'day', 'type': {'type': 'int', 'logicalType': 'date'}},
          {'name': 'price', 'type':
            {'type': 'bytes', 'logicalType': 'decimal', 'precision': 10, 'scale': 2}},
          {'name': 'amount', 'type': 'float'},
          {'name': 'weight', 'type': 'float'},
          {'name': 'gift', 'type': 'boolean'},
          {'name': 'Gift', 'type': 'boolean'}]}
        """;
    Schema schema = AvroFiles.schema(old);
    GenericData.Record home = new GenericData.Record(schema.getField("home").schema());
    home.put("street", "High St");
    home.put("floor", 3);
    Schema status = schema.getField("status").schema();
    AvroFiles.write(
        folder.resolve("in.avro"),
        schema,
        AvroFiles.row(
            schema,
            home,
            "Ada",
            7,
            1,
            new GenericData.EnumSymbol(status, "GIVEN"),
            5L,
            1L,
            2,
            ByteBuffer.wrap(new byte[] {1, 44}),
            0.5f,
            2f,
            true,
            false));
    SourceBinding<Object> source = Files.avro(folder.toString());
    assertThat(source.check("p", shape(Order.class)), empty());
    Gathered<Order> all = AvroFiles.gather(source, Order.class);
    assertThat(rejects(all), equalTo(""));
    Order expected =
        new Order(
            7L,
            "Ada",
            1,
            Status.LOST,
            Instant.ofEpochMilli(5),
            Instant.ofEpochSecond(0, 1000),
            null,
            LocalDate.of(1970, 1, 3),
            new BigDecimal("3.00"),
            0.5,
            2f,
            true,
            false,
            null,
            "none",
            List.of(),
            Map.of(),
            new Address("High St", null, "GB"),
            null,
            List.of());
    assertThat(all.values(), contains(expected));
    // Avro's own resolution gives the same, but for the record's name, which Millrace does not ask.
    Schema renamed =
        AvroFiles.schema(
            old.replace("Bestellung", "Order', 'namespace': 'dev.millrace.connect.files.shop")
                .replace("'A'", "'Address'")
                .replace("'S'", "'Status'"));
    SpecificDatumReader<Order> resolving = new SpecificDatumReader<>(Order.class);
    try (DataFileReader<Order> reader =
        new DataFileReader<>(folder.resolve("in.avro").toFile(), resolving)) {
      resolving.setSchema(renamed);
      assertThat(reader.next(), equalTo(expected));
    }
  }

  @Test
  void aTimeFinerThanTheSchemaSaysIsRejectedByEveryFormat() throws IOException {
    Schema micros =
        AvroFiles.record(
            "'customer': 'string', 'at': {'type': 'long', 'logicalType': 'timestamp-micros'},"
                + " 'amount': 'double', 'pieces': 'int', 'voucher': ['null', 'string']");
    AvroFiles.write(
        folder.resolve("in.avro"),
        micros,
        AvroFiles.row(micros, "a", 1_000L, 1.0, 1, null),
        AvroFiles.row(micros, "b", 1_001L, 1.0, 1, null));
    Gathered<Sale> avro = AvroFiles.gather(Files.avro(folder.toString()), Sale.class);
    assertThat(
        rejects(avro),
        equalTo(
            "PARSE 2: at is Instant, not 1970-01-01T00:00:00.001001Z; expected a whole multiple of"
                + " 1000 microseconds\n"));
    assertThat(avro.values(), contains(new Sale("a", Instant.ofEpochMilli(1), 1.0, 1, null)));

    record Finer(String customer, Instant at, double amount, int pieces, String voucher) {}
    List<Finer> rows =
        List.of(
            new Finer("a", Instant.EPOCH.plusMillis(1), 1.0, 1, "v"),
            new Finer("b", Instant.EPOCH.plusNanos(1_001_000), 1.0, 1, "v"));
    file("in.csv", AvroFiles.bytes(Files.csvTo("unused"), Finer.class, rows));
    file("in.jsonl", AvroFiles.bytes(Files.jsonlTo("unused"), Finer.class, rows));
    file("in.parquet", AvroFiles.bytes(Files.parquetTo("unused"), Finer.class, rows));
    Sale good = new Sale("a", Instant.ofEpochMilli(1), 1.0, 1, "v");
    for (SourceBinding<Object> source :
        List.<SourceBinding<Object>>of(
            Files.csv(folder.toString()),
            Files.jsonl(folder.toString()),
            Files.parquet(folder.toString()))) {
      Gathered<Sale> all = Gathered.from(source, Sale.class);
      assertThat(source.toString(), all.values(), contains(good));
      assertThat(
          source.toString(),
          all.rejects.stream().map(Gathered.Reject::rules).toList(),
          contains(List.of("at is Instant")));
    }
  }

  @Test
  void aTimeOfAFolderThatIsFinerThanTheSchemaSaysIsAProblem() throws IOException {
    for (String fraction : List.of("001", "001001")) {
      Path keyed = folder.resolve(fraction + "/at=1970-01-01T00%3A00%3A00." + fraction + "Z");
      java.nio.file.Files.createDirectories(keyed);
      java.nio.file.Files.writeString(
          keyed.resolve("a.csv"), "customer,amount,pieces,voucher\na,1.0,1,v\n");
    }
    SourceBinding<Object> good = Files.csv(folder + "/001").partitionedBy("at");
    assertThat(
        Gathered.from(good, Sale.class).values(),
        contains(new Sale("a", Instant.ofEpochMilli(1), 1.0, 1, "v")));
    SourceBinding<Object> finer = Files.csv(folder + "/001001").partitionedBy("at");
    assertThat(
        finer.check("p", shape(Sale.class)).stream().map(each -> each.code().code()).toList(),
        contains("MR-C116"));
  }

  @Test
  void aDecimalThatTheSchemaCannotSayFailsTheRunAndIsNotRounded() {
    Order order = Orders.random(5, 1).get(0);
    order.setPrice(new BigDecimal("1.005"));
    IOException refused =
        assertThrows(
            IOException.class,
            () -> AvroFiles.bytes(Files.avroTo("unused"), Order.class, List.of(order)));
    assertThat(
        refused.getMessage(),
        equalTo(
            "Row 00000000000000000000000000000000 of in.csv cannot be written: component 'price' is"
                + " 1.005, which is no decimal(10, 2) exactly."));
  }

  @Test
  void aSchemaOfOnesOwnIsWrittenInsteadAndARenamedFieldNeedsOne() throws IOException {
    Schema own =
        AvroFiles.record(
            "'who': 'string', 'at': {'type': 'long', 'logicalType': 'timestamp-micros'},"
                + " 'amount': 'double', 'pieces': 'long', 'voucher': ['null', 'string']");
    List<Sale> sales = List.of(new Sale("a", Instant.ofEpochMilli(1), 1.0, 1, null));
    file(
        "out.avro",
        AvroFiles.bytes(
            Files.avroTo("unused").schema(own).column("customer", "who"), Sale.class, sales));
    assertThat(AvroFiles.read(folder.resolve("out.avro")).get(0).get("at"), equalTo(1000L));
    assertThat(
        problems(Files.avroTo("unused").column("customer", "who")),
        equalTo(
            "[MR-C134] p: the schema has field 'customer', which no component fills. Why: it has no"
                + " default either, so it would have no value. Fix: name its component with"
                + " column(..), or give it a default.\n"
                + "[MR-C134] p: the schema has no field 'who'. Why: the values of component"
                + " 'customer' would be lost. Fix: add the field, name it with column(..), or map"
                + " to a row without the component."));
  }
}
