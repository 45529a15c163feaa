package dev.millrace.connect.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.connect.files.Rows.Colour;
import dev.millrace.connect.files.Rows.Order;
import dev.millrace.connect.files.Rows.Visit;
import dev.millrace.connect.files.avro.AvroSink;
import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which schema rows are written with: one made from the shape, or one of the user's own. */
class AvroSchemaTest {
  @TempDir Path folder;

  @SuppressWarnings("unchecked") // a binding of Object takes any shape
  private static Shape<Object> shape(Class<?> type) {
    return (Shape<Object>) Shape.of(type);
  }

  private static List<String> problems(AvroSink sink, Class<?> type) {
    return sink.check("p", shape(type)).stream().map(Problem::toString).toList();
  }

  private <T> List<GenericRecord> written(AvroSink sink, Class<T> type, List<T> rows)
      throws IOException {
    Path file = folder.resolve("part.avro");
    java.nio.file.Files.write(file, AvroFiles.bytes(sink, type, rows));
    return AvroFiles.read(file);
  }

  record Price(
      BigDecimal net, @Nullable Colour colour, Duration took, Optional<List<Price2>> old) {}

  record Price2(Instant at) {}

  @Test
  void aShapesSchemaNamesItsClasses() throws IOException {
    Price row = new Price(BigDecimal.ONE, null, Duration.ZERO, Optional.empty());
    GenericRecord read = written(Files.avroTo("out"), Price.class, List.of(row)).get(0);
    String expected =
        """
        {'type':'record','name':'Price','namespace':'dev.millrace.connect.files.AvroSchemaTest','fields':[\
        {'name':'net','type':{'type':'bytes','logicalType':'big-decimal'}},\
        {'name':'colour','type':['null',{'type':'enum','name':'Colour','namespace':'dev.millrace.connect.files.Rows',\
        'symbols':['RED','GREEN','DARK_BLUE']}],'default':null},\
        {'name':'took','type':{'type':'long','logicalType':'duration-nanos'}},\
        {'name':'old','type':['null',{'type':'array','items':{'type':'record','name':'Price2','fields':[\
        {'name':'at','type':{'type':'long','logicalType':'timestamp-micros'}}]}}],'default':null}]}""";
    assertThat(read.getSchema().toString(), equalTo(expected.replace('\'', '"')));
  }

  private static final String ORDER =
      """
      {'type': 'record', 'name': 'Bestellung', 'namespace': 'de.shop', 'doc': 'As the shop says.', 'fields': [
        {'name': 'note', 'type': ['string', 'null']},
        {'name': 'version', 'type': ['null', 'int'], 'default': null},
        {'name': 'source', 'type': 'string', 'default': 'millrace'},
        {'name': 'menge', 'type': 'long'},
        {'name': 'price', 'type': 'double'}]}
      """;

  @Test
  void theUsersSchemaIsWhatStandsInTheFile() throws IOException {
    Schema schema = AvroFiles.schema(ORDER);
    AvroSink sink = Files.avroTo("out").schema(schema).column("quantity", "menge");
    assertThat(problems(sink, Order.class), empty());
    List<GenericRecord> read =
        written(sink, Order.class, List.of(new Order(3, 0.5, "n"), new Order(-4, 1.5, null)));
    assertThat(read.get(0).getSchema().toString(), equalTo(schema.toString()));
    assertThat(
        read.stream().map(Object::toString).toList(),
        contains(
            "{\"note\": \"n\", \"version\": null, \"source\": \"millrace\", \"menge\": 3,"
                + " \"price\": 0.5}",
            "{\"note\": null, \"version\": null, \"source\": \"millrace\", \"menge\": -4,"
                + " \"price\": 1.5}"));
    Path file = folder.resolve("part.avro");
    assertThat(
        AvroFiles.gather(Files.avro(file.toString()), Prices.class).values(),
        contains(new Prices(0.5, "millrace"), new Prices(1.5, "millrace")));
  }

  record Prices(double price, String source) {}

  @Test
  void aSchemaIsReadFromAFile() throws IOException {
    Path file = folder.resolve("order.avsc");
    java.nio.file.Files.writeString(file, ORDER.replace('\'', '"'));
    assertThat(
        Files.avroTo("out").schema(file.toString()),
        equalTo(Files.avroTo("out").schema(AvroFiles.schema(ORDER))));
    assertThat(
        assertThrows(
                IllegalArgumentException.class, () -> Files.avroTo("o").schema(folder + "/no.avsc"))
            .getMessage(),
        containsString("no.avsc is not an Avro schema that can be read"));
  }

  @Test
  void aSchemaThatCannotHoldTheRowsIsAProblem() {
    Schema schema = AvroFiles.record("'quantity': 'float', 'note': 'string', 'at': 'long'");
    assertThat(
        problems(Files.avroTo("out").schema(schema), Order.class),
        contains(
            "[MR-C134] p: the schema has component 'quantity', int, as float. Why: it cannot hold"
                + " every value of the component. Fix: change the field's type, or map to a row"
                + " with another.",
            "[MR-C134] p: the schema has component 'note', String, as string. Why: it cannot hold"
                + " every value of the component, which may be null. Fix: change the field's type,"
                + " or map to a row with another.",
            "[MR-C134] p: the schema has field 'at', which no component fills. Why: it has no"
                + " default either, so it would have no value. Fix: name its component with"
                + " column(..), or give it a default.",
            "[MR-C134] p: the schema has no field 'price'. Why: the values of component 'price'"
                + " would be lost. Fix: add the field, name it with column(..), or map to a row"
                + " without the component."));
  }

  record Painted(Colour colour) {}

  @Test
  void everyConstantNeedsASymbol() {
    Schema schema =
        AvroFiles.record("'colour': {'type': 'enum', 'name': 'C', 'symbols': ['RED', 'GREEN']}");
    assertThat(
        problems(Files.avroTo("out").schema(schema), Painted.class),
        contains(containsString("as enum C with the symbols RED, GREEN")));
  }

  @SuppressWarnings("NullableOptional") // the mistake that is told
  record Twice(@Nullable Optional<String> a, Optional<Optional<String>> b) {}

  @Test
  void whatAUnionCannotTellApartIsAProblem() {
    assertThat(
        problems(Files.avroTo("out"), Twice.class),
        contains(
            containsString("cannot tell null from empty for component 'a'"),
            containsString("cannot hold component 'b', Optional<Optional<String>>")));
  }

  record Named(int gross$) {}

  @Test
  void aNameThatAvroDoesNotAllowIsAProblem() {
    assertThat(
        problems(Files.avroTo("out"), Named.class),
        contains(
            containsString("[MR-C134] p: Named has no schema: 'gross$' is not a name that Avro")));
    assertThat(problems(Files.avroTo("out").column("gross$", "gross"), Named.class), empty());
  }

  private String refused(AvroSink sink, Class<?> type, Object row) {
    assertThat(problems(sink, type), empty());
    return assertThrows(IOException.class, () -> written(sink, cast(type), List.of(row)))
        .getMessage()
        .replaceAll(".*written: ", "");
  }

  @SuppressWarnings("unchecked") // for rows of any type
  private static Class<Object> cast(Class<?> type) {
    return (Class<Object>) type;
  }

  record Amount(BigDecimal net) {}

  private static AvroSink decimal(int precision, int scale) {
    return Files.avroTo("out")
        .schema(
            AvroFiles.record(
                "'net': {'type': 'fixed', 'name': 'F', 'size': 8, 'logicalType': 'decimal',"
                    + (" 'precision': " + precision + ", 'scale': " + scale + "}")));
  }

  @Test
  void aDecimalIsWrittenExactlyOrNotAtAll() throws IOException {
    List<Amount> rows =
        List.of(
            new Amount(new BigDecimal("-1.5")),
            new Amount(new BigDecimal("9999.99")),
            new Amount(new BigDecimal("0E-9")),
            new Amount(new BigDecimal("1E+3")));
    written(decimal(6, 2), Amount.class, rows);
    assertThat(
        AvroFiles.gather(Files.avro(folder.resolve("part.avro").toString()), Amount.class).values(),
        contains(
            new Amount(new BigDecimal("-1.50")),
            new Amount(new BigDecimal("9999.99")),
            new Amount(new BigDecimal("0.00")),
            new Amount(new BigDecimal("1000.00"))));
    for (String value : List.of("0.001", "10000", "1E+999999999", "1E-999999999")) {
      assertThat(
          refused(decimal(6, 2), Amount.class, new Amount(new BigDecimal(value))),
          equalTo(
              "component 'net' is "
                  + new BigDecimal(value)
                  + ", which is no decimal(6, 2) exactly."));
    }
  }

  private static AvroSink at(String logicalType) {
    return Files.avroTo("out")
        .schema(
            AvroFiles.record(
                "'who': 'string', 'at': {'type': 'long', 'logicalType': '" + logicalType + "'}"));
  }

  @Test
  void aTimeIsWrittenExactlyOrNotAtAll() throws IOException {
    Visit whole = new Visit("a", Instant.parse("1969-12-31T23:59:59.999Z"));
    assertThat(
        written(at("timestamp-millis"), Visit.class, List.of(whole)).get(0).get("at"),
        equalTo(-1L));
    Visit fine = new Visit("a", Instant.parse("2020-01-01T00:00:00.000001Z"));
    assertThat(
        refused(at("timestamp-millis"), Visit.class, fine),
        containsString("component 'at' is 1577836800000001 in the unit of its column"));
  }

  @Test
  void anInstantThatIsNoUnambiguousLocalTimeIsRefused() throws IOException {
    AvroSink sink = at("local-timestamp-micros").zone(ZoneId.of("Europe/London"));
    Visit first = new Visit("a", Instant.parse("2021-10-31T00:30:00Z"));
    Visit second = new Visit("a", Instant.parse("2021-10-31T01:30:00Z"));
    written(sink, Visit.class, List.of(first));
    assertThat(
        AvroFiles.gather(
                Files.avro(folder.resolve("part.avro").toString()).zone(ZoneId.of("Europe/London")),
                Visit.class)
            .values(),
        contains(first));
    assertThat(refused(sink, Visit.class, second), containsString("would be another instant"));
    assertThat(
        problems(at("local-timestamp-micros"), Visit.class), hasItem(containsString("MR-C134")));
  }

  @Test
  void codecsHaveLevels() {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> Files.avroTo("o").deflate(10))
            .getMessage(),
        equalTo("deflate has levels 1 to 9, not 10"));
  }
}
