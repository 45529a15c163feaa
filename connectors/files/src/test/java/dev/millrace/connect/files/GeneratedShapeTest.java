package dev.millrace.connect.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.sameInstance;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.connect.files.misfit.Misfit;
import dev.millrace.connect.files.optional.Always;
import dev.millrace.connect.files.optional.Optionals;
import dev.millrace.connect.files.shop.Address;
import dev.millrace.connect.files.shop.Order;
import dev.millrace.connect.files.shop.Sale;
import dev.millrace.plan.Problem;
import dev.millrace.plan.ProblemsException;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.ColumnException;
import dev.millrace.record.ColumnRef;
import dev.millrace.record.Field;
import dev.millrace.record.Shape;
import dev.millrace.record.ShapeException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Classes that Avro generated, as elements: what their shape is, and what keeps them from one. */
class GeneratedShapeTest {
  private static List<String> faults(Class<?> type) {
    return assertThrows(ShapeException.class, () -> Shape.of(type)).faults().stream()
        .map(each -> each.path() + ": " + each.reason() + " -> " + each.fix())
        .toList();
  }

  private static <T> String column(Class<T> type, Field<T, ?> field) {
    @SuppressWarnings("unchecked") // the value's type does not matter here
    Field<T, @Nullable Object> any = (Field<T, @Nullable Object>) field;
    return ColumnRef.of(Shape.of(type), any).component().name();
  }

  private static <T> T throughBytes(Shape<T> shape, T row) {
    ByteOutput out = new ByteOutput();
    shape.codec().encode(row, out);
    return shape.codec().decode(new ByteInput(out.toByteArray()));
  }

  @Test
  void theFieldsOfTheSchemaAreTheComponentsAndUnionsWithNullAreNullable() {
    assertThat(
        Shape.of(Order.class).describe(),
        equalTo(
            "Order(id: long, customer_name: String, class: int, status: Status, placed: Instant,"
                + " seen: Instant, paid: Instant?, day: LocalDate, price: BigDecimal, amount:"
                + " double, weight: float, gift: boolean, Gift: boolean, discount: Double?, note:"
                + " String?, tags: List<String>, counts: Map<String, Long>, home: Address, work:"
                + " Address?, former: List<Address>)"));
  }

  @Test
  void anAccessorNamesItsFieldHoweverAvroSpeltIt() {
    assertThat(column(Order.class, Order::getId), equalTo("id"));
    assertThat(column(Order.class, Order::getCustomerName), equalTo("customer_name"));
    assertThat(column(Order.class, Order::getClass$), equalTo("class"));
    assertThat(column(Order.class, Order::getGift$0), equalTo("gift"));
    assertThat(column(Order.class, Order::getGift$1), equalTo("Gift"));
    assertThat(column(Order.class, Order::getWork), equalTo("work"));
    assertThat(column(Address.class, Address::getNumber), equalTo("number"));
  }

  @Test
  void whatIsNoAccessorIsNoColumnAndTheMessageSpeaksOfAccessors() {
    ColumnException schema =
        assertThrows(ColumnException.class, () -> column(Sale.class, Sale::getSchema));
    assertThat(
        schema.getMessage(),
        equalTo(
            "Sale.getSchema is no component of Sale; its components are getCustomer, getAt,"
                + " getAmount, getPieces, getVoucher"));
    ColumnException lambda =
        assertThrows(ColumnException.class, () -> column(Sale.class, sale -> sale.getAmount() + 1));
    assertThat(
        lambda.fix(),
        equalTo(
            "write an accessor of Sale, such as Sale::getCustomer, or map to a record that has the"
                + " value as a component"));
  }

  @Test
  void everyValueComesBackFromTheCodec() {
    Shape<Order> shape = Shape.of(Order.class);
    for (Order order : Orders.random(20261121, 500)) {
      assertThat(throughBytes(shape, order), equalTo(order));
      assertThat(throughBytes(shape, order).hashCode(), equalTo(order.hashCode()));
    }
  }

  @Test
  void theFingerprintIsThatOfARecordWithTheSameNamesAndTypes() {
    record Other(
        String customer, Instant at, double amount, int pieces, @Nullable String voucher) {}
    assertThat(Shape.of(Sale.class).fingerprint(), equalTo(Shape.of(Other.class).fingerprint()));
  }

  @Test
  void aTimeThatIsFinerThanTheSchemaSaysIsRefusedAndNotCut() {
    Shape<Sale> shape = Shape.of(Sale.class);
    Sale sale = new Sale("a", Instant.EPOCH, 1.0, 1, null);
    sale.put("at", Instant.ofEpochSecond(0, 1_234_000));
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> throughBytes(shape, sale));
    assertThat(
        refused.getMessage(),
        equalTo(
            "Sale.at: 1970-01-01T00:00:00.001234Z is finer than the 1000 microseconds that the"
                + " component's type can tell apart"));
    assertThrows(IllegalArgumentException.class, () -> shape.builder(1, 1).appendLong(1_234));
  }

  @Test
  void aCopyHasNothingInCommonWithItsOriginalThatCouldBeChanged() {
    Shape<Order> shape = Shape.of(Order.class);
    Order order = Orders.random(7, 1).get(0);
    Order copy = shape.copy(order);
    assertThat(copy, equalTo(order));
    copy.getHome().setStreet("elsewhere");
    copy.setAmount(-1.0);
    assertThat(order.getHome().getStreet(), is(not("elsewhere")));
    assertThat(copy.getTags(), is(not(sameInstance(order.getTags()))));
    record Fixed(int number) {}
    Fixed fixed = new Fixed(1);
    assertThat(Shape.of(Fixed.class).copy(fixed), sameInstance(fixed));
    record Holder(Address address) {}
    Holder holder = new Holder(new Address("s", 1, "c"));
    Shape.of(Holder.class).copy(holder).address().setStreet("elsewhere");
    assertThat(holder.address().getStreet(), equalTo("s"));
  }

  @Test
  void gettersThatReturnOptionalAreOptionalComponentsWhereNullMayBe() {
    Shape<Optionals> shape = Shape.of(Optionals.class);
    assertThat(shape.describe(), equalTo("Optionals(id: long, note: Optional<String>)"));
    for (String note : new @Nullable String[] {"n", null}) {
      Optionals row = new Optionals(1L, note);
      assertThat(throughBytes(shape, row), equalTo(row));
      assertThat(throughBytes(shape, row).getNote(), equalTo(Optional.ofNullable(note)));
    }
    assertThat(
        faults(Always.class),
        contains(
            "id: getId gives an Optional of what is never missing -> generate the class with"
                + " optionalGettersForNullableFieldsOnly, or without gettersReturnOptional",
            "holes{}: nothing inside a Map may be null -> take null out of its union in the schema,"
                + " and leave such items out"));
  }

  @Test
  void everyFieldThatCannotBeAComponentIsReportedAtOnceWithWhatToSet() {
    String text =
        " -> generate the class with stringType String: <stringType>String</stringType> of"
            + " avro-maven-plugin, -string of avro-tools";
    String bytes =
        " -> declare a record with a byte[] for it; files are read and written by names all the"
            + " same";
    String time =
        " -> take the logical type out of the schema, and it is a number; or make it a"
            + " timestamp-millis, a timestamp-micros or a date";
    String union =
        " -> a component has one type: of a union only null and one other type can be read";
    String gap = " -> take null out of its union in the schema, and leave such items out";
    assertThat(
        faults(Misfit.class),
        contains(
            "text: its text is a CharSequence, which can change" + text,
            "texts[]: its text is a CharSequence, which can change" + text,
            "by_text: its text is a CharSequence, which can change" + text,
            "price: its decimals are a ByteBuffer -> generate the class with"
                + " enableDecimalLogicalType:"
                + " <enableDecimalLogicalType>true</enableDecimalLogicalType> of"
                + " avro-maven-plugin, -bigDecimal of avro-tools",
            "uuid: it is a java.util.UUID -> take the logical type uuid out of the schema: the same"
                + " text is a String then",
            "hash: it is a fixed of 4 bytes" + bytes,
            "payload: its bytes are a ByteBuffer, which changes when it is read" + bytes,
            "either: it is a union of null, long, string" + union,
            "alone: it is a union of long" + union,
            "nothing: it is never anything but null -> take the field out of the schema",
            "gaps[]: nothing inside a List may be null" + gap,
            "holes: its text is a CharSequence, which can change" + text,
            "noon: it is a LocalTime, of the logical type time-millis" + time,
            "local: it is a LocalDateTime, of the logical type local-timestamp-micros" + time,
            "word: the constant of its symbol 'class' is class$ -> give the symbol another name in"
                + " the schema: this one is a word of Java's",
            "inner.blob: its bytes are a ByteBuffer, which changes when it is read" + bytes,
            "tree: Misfit contains itself -> keep a key of the other element instead of the"
                + " element"));
  }

  /** Not generated: somebody's own addition to a generated class. */
  static class SpecialSale extends Sale {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void aClassThatExtendsAGeneratedOneIsNone() {
    assertThat(
        faults(SpecialSale.class),
        contains(
            "SpecialSale: SpecialSale has no schema of its own -> use the class that Avro"
                + " generated, not one that extends it"));
  }

  @Test
  void aPlanNamesEachFaultWithItsCodeAndKnowsTheOutputTypeOfAMap() {
    Pipeline pipeline = Pipeline.named("p");
    pipeline.read(Source.of("misfits", Misfit.class)).to(Sink.of("copies", Misfit.class));
    List<Problem> problems = assertThrows(ProblemsException.class, pipeline::plan).problems();
    assertThat(problems.get(0).code().code(), equalTo("MR-S001"));
    assertThat(
        problems.get(0).what(),
        equalTo("Misfit.text: its text is a CharSequence, which can change"));

    Pipeline good = Pipeline.named("good");
    good.read(Source.of("orders", Order.class))
        .timestamps(Order::getPlaced, Lateness.none())
        .map(order -> new Sale(order.getCustomerName(), order.getPlaced(), 1.0, 1, null))
        .to(Sink.of("sales", Sale.class));
    assertThat(good.plan().describe().contains("map:Sale"), is(true));
  }

  /** Loads the classes of tests anew, as a runner does with the classes of a job. */
  private static final class JobClasses extends ClassLoader {
    JobClasses(ClassLoader parent) {
      super(parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("dev.millrace.") && !name.startsWith("org.apache.avro.")) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? defined(name) : loaded;
    }

    private Class<?> defined(String name) throws ClassNotFoundException {
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  @Test
  void theStyleIsFoundWhereTheJobsClassesAreLoadedByALoaderOfTheirOwn() throws Exception {
    JobClasses job = new JobClasses(getClass().getClassLoader());
    Class<?> sale = job.loadClass(Sale.class.getName());
    Class<?> shape = job.loadClass(Shape.class.getName());
    assertThat(sale, is(not(equalTo((Object) Sale.class))));
    Object made = shape.getMethod("of", Class.class).invoke(null, sale);
    assertThat(made.toString(), equalTo(Shape.of(Sale.class).toString()));
  }
}
