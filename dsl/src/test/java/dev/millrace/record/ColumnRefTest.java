package dev.millrace.record;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.record.ColumnException.Reason;
import dev.millrace.record.Samples.InvoiceLine;
import dev.millrace.record.Samples.Stock;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ColumnRefTest {
  private static final Shape<InvoiceLine> LINES = Shape.of(InvoiceLine.class);
  private static final String WRITE =
      "write an accessor of InvoiceLine, such as InvoiceLine::invoiceNo";
  private static final String COMPONENTS =
      "; its components are invoiceNo, description, quantity, unitPrice, tags";

  interface Named {
    String name();
  }

  record City(String name, int people) implements Named {}

  private static <T, V extends @Nullable Object> String column(Class<T> type, Field<T, V> field) {
    return ColumnRef.of(Shape.of(type), field).toString();
  }

  @Test
  void anAccessorOfARecordOrAnAutoValueClassIsAColumn() {
    assertThat(column(InvoiceLine.class, InvoiceLine::quantity), is("InvoiceLine.quantity"));
    assertThat(column(InvoiceLine.class, InvoiceLine::description), is("InvoiceLine.description"));
    assertThat(column(Stock.class, Stock::onHand), is("Stock.onHand"));
  }

  @Test
  void anInterfaceMethodThatTheRecordImplementsIsAColumn() {
    assertThat(ColumnRef.of(Shape.of(City.class), Named::name).toString(), is("City.name"));
  }

  private static void refused(Field<InvoiceLine, ?> field, Reason reason, String what, String fix) {
    ColumnException e = assertThrows(ColumnException.class, () -> ColumnRef.of(LINES, field));
    assertThat(e.getMessage(), is(what));
    assertThat(e.fix(), is(fix));
    assertThat(e.reason(), is(reason));
  }

  @Test
  @SuppressWarnings("UnnecessaryLambda")
  void aLambdaIsRefusedWhetherOrNotItCaptures() {
    String what = "it is a lambda, so the column it reads cannot be known";
    String fix = WRITE + ", or map to a record that has the value as a component";
    refused(line -> line.quantity() + 1, Reason.LAMBDA, what, fix);
    Object captured = new Object();
    refused(line -> captured.hashCode(), Reason.LAMBDA, what, fix);
  }

  @Test
  void aStaticHelperIsRefused() {
    refused(
        InvoiceLine::describe,
        Reason.STATIC_METHOD,
        "InvoiceLine.describe is a static method",
        WRITE + ", or map to a record that has the value as a component");
  }

  @Test
  void aBoundReceiverIsRefused() {
    List<InvoiceLine> lines = List.of();
    refused(
        lines::indexOf,
        Reason.BOUND_RECEIVER,
        "List.indexOf is bound to one object, not to each row",
        WRITE);
  }

  @Test
  void anObjectThatIsNoReferenceIsRefused() {
    refused(
        new Quantity(),
        Reason.NOT_A_REFERENCE,
        "it is an object of dev.millrace.record.ColumnRefTest$Quantity, no reference",
        WRITE);
  }

  private static final class Quantity implements Field<InvoiceLine, Integer> {
    private static final long serialVersionUID = 1L;

    @Override
    public Integer get(InvoiceLine row) {
      return row.quantity();
    }
  }

  @Test
  void aMethodThatIsNoComponentIsRefused() {
    refused(
        InvoiceLine::amount,
        Reason.NOT_A_COMPONENT,
        "InvoiceLine.amount is no component of InvoiceLine" + COMPONENTS,
        WRITE + ", or map to a record that has the value as a component");
    refused(
        InvoiceLine::hashCode,
        Reason.NOT_A_COMPONENT,
        "InvoiceLine.hashCode is no component of InvoiceLine" + COMPONENTS,
        WRITE + ", or map to a record that has the value as a component");
  }

  record Wrapper(InvoiceLine line) {}

  @Test
  void aConstructorIsRefused() {
    refused(
        Wrapper::new,
        Reason.NOT_A_COMPONENT,
        "it is a constructor of Wrapper" + COMPONENTS,
        WRITE + ", or map to a record that has the value as a component");
  }

  record Tagged(String tag, int unitPrice) {
    String getTag() {
      return tag.toLowerCase(Locale.ROOT);
    }

    int unitPrise() {
      return unitPrice;
    }
  }

  @Test
  void aNearNameIsSuggested() {
    Shape<Tagged> shape = Shape.of(Tagged.class);
    assertThat(
        assertThrows(ColumnException.class, () -> ColumnRef.of(shape, Tagged::getTag)).fix(),
        is("did you mean Tagged::tag?"));
    assertThat(
        assertThrows(ColumnException.class, () -> ColumnRef.of(shape, Tagged::unitPrise)).fix(),
        is("did you mean Tagged::unitPrice?"));
  }
}
