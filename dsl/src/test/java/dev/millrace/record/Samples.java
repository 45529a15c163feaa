package dev.millrace.record;

import com.google.auto.value.AutoValue;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** Element types that the tests of this package share. */
@NullMarked
final class Samples {
  private Samples() {}

  enum Colour {
    RED,
    GREEN,
    BLUE {
      @Override
      boolean isCold() {
        return true;
      }
    };

    boolean isCold() {
      return false;
    }
  }

  record Point(int x, @Nullable String name) {}

  record InvoiceLine(
      String invoiceNo,
      @Nullable String description,
      int quantity,
      double unitPrice,
      List<String> tags) {
    double amount() {
      return quantity * unitPrice;
    }

    static String describe(InvoiceLine line) {
      return line.invoiceNo();
    }
  }

  /** One component of every kind, primitive and boxed, plain and nullable. */
  @SuppressWarnings("ArrayRecordComponent")
  record Everything(
      boolean yes,
      byte tiny,
      short small,
      char letter,
      int number,
      long large,
      float single,
      double real,
      @Nullable Boolean maybe,
      @Nullable Byte maybeTiny,
      @Nullable Short maybeSmall,
      @Nullable Character maybeLetter,
      @Nullable Integer maybeNumber,
      @Nullable Long maybeLarge,
      @Nullable Float maybeSingle,
      @Nullable Double maybeReal,
      Integer boxed,
      String text,
      @Nullable String maybeText,
      Colour colour,
      @Nullable Colour maybeColour,
      Instant at,
      @Nullable Instant maybeAt,
      LocalDate day,
      Duration lasting,
      BigDecimal price,
      byte[] raw,
      byte @Nullable [] maybeRaw,
      float[] vector,
      Point point,
      @Nullable Point maybePoint,
      Optional<String> optional,
      List<Optional<Point>> points,
      Map<String, Integer> counts,
      @Nullable Map<String, List<Double>> maybeSeries) {}

  /** Several components of one type, in an order that is not that of their names. */
  @AutoValue
  abstract static class Stock {
    abstract String warehouse();

    abstract @Nullable String article();

    abstract int onHand();

    abstract int inTransit();

    int total() {
      return onHand() + inTransit();
    }

    static Stock create(String warehouse, @Nullable String article, int onHand, int inTransit) {
      return new AutoValue_Samples_Stock(warehouse, article, onHand, inTransit);
    }
  }
}
