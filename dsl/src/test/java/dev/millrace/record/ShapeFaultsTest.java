package dev.millrace.record;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.auto.value.AutoValue;
import dev.millrace.record.Samples.Point;
import java.math.BigInteger;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ShapeFaultsTest {
  private static void faults(Class<?> type, String... expected) {
    List<String> faults =
        assertThrows(ShapeException.class, () -> Shape.of(type)).faults().stream()
            .map(each -> each.path() + ": " + each.reason() + " -> " + each.fix())
            .toList();
    assertThat(faults, contains(expected));
  }

  record Nothing() {}

  record Generic<V>(V value) {}

  record Node(int id, List<Optional<Node>> children) {}

  record Left(Right right) {}

  record Right(@Nullable Left left) {}

  @SuppressWarnings({"rawtypes", "ArrayRecordComponent"})
  record Strange(
      LocalDateTime when,
      BigInteger big,
      Object any,
      Set<String> set,
      ArrayList<String> list,
      String[] array,
      List raw,
      List<?> wild,
      Map<Integer, String> byNumber,
      Generic<String> generic,
      Thread thread,
      String fine) {}

  @SuppressWarnings({"ArrayRecordComponent", "NullablePrimitive", "NullablePrimitiveArray"})
  record Nulls(
      @Nullable int primitive,
      @Nullable byte[] elements,
      List<@Nullable String> gaps,
      Map<String, @Nullable Integer> values) {}

  record Customer(Address address) {}

  record Address(String street, List<Thread> threads) {}

  @Test
  void whatIsNoElementSaysSo() {
    faults(
        String.class,
        "String: String is neither a record nor an AutoValue class -> declare it as a record");
    faults(Nothing.class, "Nothing: it has no components -> give it at least one component");
    faults(
        Generic.class,
        "Generic: Generic is generic -> declare a record of its own for each type it is used with");
  }

  @Test
  void everyUnsupportedComponentIsReportedAtOnce() {
    String ofGeneric = "dev.millrace.record.ShapeFaultsTest$Generic<java.lang.String>";
    faults(
        Strange.class,
        "when: a component cannot be of type java.time.LocalDateTime -> write Instant, LocalDate or"
            + " Duration; a local time gets its zone at the source",
        "big: a component cannot be of type java.math.BigInteger -> write BigDecimal, long or"
            + " double",
        "any: a component cannot be of type java.lang.Object -> write a concrete type",
        "set: a component cannot be of type java.util.Set<java.lang.String> -> write List<..>",
        "list: a component cannot be of type java.util.ArrayList<java.lang.String> -> write"
            + " List<..>",
        "array: a component cannot be of type java.lang.String[] -> write List<..>",
        "raw: List is raw -> say what it holds: List<..>",
        "wild[]: a component cannot be of type ? -> write a concrete type",
        "byNumber: its keys are java.lang.Integer, not String -> write Map<String, ..>",
        "generic: a component cannot be of type "
            + ofGeneric
            + " -> declare a record of its own for each type it is used with",
        "thread: a component cannot be of type java.lang.Thread -> write a record with the values"
            + " that matter, or text");
  }

  @Test
  void aNullableThatCannotBeIsRefused() {
    faults(
        Nulls.class,
        "primitive: a primitive is never null -> drop @Nullable, or write the boxed type",
        "elements: @Nullable stands on the array's elements -> write byte @Nullable []",
        "gaps[]: nothing inside a List may be null -> leave it out, or write Optional<..> for it",
        "values{}: nothing inside a Map may be null -> leave it out, or write Optional<..> for it");
  }

  @Test
  void anElementThatContainsItselfIsRefused() {
    faults(
        Node.class,
        "children[]: Node contains itself -> keep a key of the other element instead of the"
            + " element");
    faults(
        Left.class,
        "right.left: Left contains itself -> keep a key of the other element instead of the"
            + " element");
  }

  @Test
  void aFaultInANestedElementHasItsPath() {
    faults(
        Customer.class,
        "address.threads[]: a component cannot be of type java.lang.Thread -> write a record with"
            + " the values that matter, or text");
  }

  @AutoValue
  abstract static class NoFactory {
    abstract String name();

    static NoFactory create() {
      return new AutoValue_ShapeFaultsTest_NoFactory("");
    }
  }

  @AutoValue
  abstract static class TwoFactories {
    abstract String name();

    abstract Point point();

    static TwoFactories create(String name, Point point) {
      return new AutoValue_ShapeFaultsTest_TwoFactories(name, point);
    }

    static TwoFactories of(Point point, String name) {
      return create(name, point);
    }
  }

  @AutoValue
  abstract static class OtherNames {
    abstract String first();

    abstract String last();

    static OtherNames create(String a, String b) {
      return new AutoValue_ShapeFaultsTest_OtherNames(a, b);
    }
  }

  @Test
  void anAutoValueClassNeedsOneFactoryThatTakesItsComponents() {
    faults(
        NoFactory.class,
        "NoFactory: no static factory of NoFactory takes exactly its components -> write one that"
            + " takes (java.lang.String name), in any order");
    faults(
        TwoFactories.class,
        "TwoFactories: 2 static factories of TwoFactories take its components -> keep one that"
            + " takes (java.lang.String name, dev.millrace.record.Samples$Point point)");
    faults(
        OtherNames.class,
        "OtherNames: which parameter of OtherNames.create is which component cannot be told -> name"
            + " the parameters as the components and compile with -parameters, or use a record");
  }
}
