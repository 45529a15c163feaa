package dev.millrace.connect.files;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The element types of these tests. */
final class Rows {
  private Rows() {}

  enum Colour {
    RED,
    GREEN,
    DARK_BLUE
  }

  /** One component of each kind that a field of CSV can hold. */
  @SuppressWarnings("ArrayRecordComponent")
  record Flat(
      boolean flag,
      byte tiny,
      short small,
      char letter,
      int whole,
      long large,
      float single,
      double real,
      String text,
      Colour colour,
      Instant at,
      LocalDate day,
      Duration took,
      BigDecimal price,
      byte[] bytes,
      @Nullable String note,
      @Nullable Integer maybe,
      @Nullable Instant maybeAt,
      @Nullable Double maybeReal,
      Optional<String> optionalText,
      Optional<Long> optionalLarge) {
    /** Arrays by their content, decimals with their scale, doubles by their bits. */
    String canonical() {
      return List.of(
              flag,
              tiny,
              small,
              (int) letter,
              whole,
              large,
              Float.floatToIntBits(single),
              Double.doubleToLongBits(real),
              text,
              colour,
              at,
              day,
              took,
              price,
              Arrays.toString(bytes),
              String.valueOf(note),
              note == null,
              String.valueOf(maybe),
              String.valueOf(maybeAt),
              maybeReal == null ? "null" : Double.doubleToLongBits(maybeReal),
              optionalText,
              optionalLarge)
          .toString();
    }
  }

  record Point(int x, @Nullable String label, Optional<Double> weight) {}

  /** What only JSON can hold. */
  @SuppressWarnings("ArrayRecordComponent")
  record Deep(
      int id,
      float[] vector,
      Point point,
      @Nullable Point other,
      List<String> words,
      List<Point> path,
      Map<String, Long> counts,
      Map<String, List<Integer>> groups,
      Optional<Instant> seen) {
    String canonical() {
      return List.of(
              id,
              Arrays.toString(vector),
              point,
              String.valueOf(other),
              words,
              path,
              new java.util.TreeMap<>(counts),
              new java.util.TreeMap<>(groups),
              seen)
          .toString();
    }
  }

  /** Two columns of text, for looking at records and not at values. */
  record Pair(@Nullable String a, @Nullable String b) {}

  record One(@Nullable String a) {}

  record Order(int quantity, double price, @Nullable String note) {}

  record Visit(String who, Instant at) {}
}
