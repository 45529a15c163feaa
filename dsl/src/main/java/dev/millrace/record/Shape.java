package dev.millrace.record;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a row is: the components of a Java record, in their order, or of an AutoValue class, by
 * name.
 *
 * <p>Shapes are made once per class and shared; making one costs milliseconds, using one costs no
 * reflection.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Shape<T> {
  private final Class<T> type;

  private Shape(Class<T> type) {
    this.type = type;
  }

  /**
   * @throws ShapeException when the type, or a component of it, cannot be an element
   */
  public static <T> Shape<T> of(Class<T> type) {
    return new Shape<>(type);
  }

  public Class<T> type() {
    return type;
  }

  /** The type's simple name, with the names of the classes around it dropped. */
  public String name() {
    return type.getSimpleName();
  }

  public List<Component> components() {
    throw new UnsupportedOperationException();
  }

  public Optional<Component> component(String name) {
    throw new UnsupportedOperationException();
  }

  /**
   * Names and types, as stable text: {@code DailyRevenue(country: String, day: LocalDate, revenue:
   * double)}.
   */
  public String describe() {
    throw new UnsupportedOperationException();
  }

  /**
   * 64 bits of a hash over names, types and enum constants, nested included; not over the class's
   * own name.
   */
  public long fingerprint() {
    throw new UnsupportedOperationException();
  }

  public Codec<T> codec() {
    throw new UnsupportedOperationException();
  }

  /** Encodes and decodes the values of one component, straight from and into columns. */
  public ComponentCodec codec(int component) {
    throw new UnsupportedOperationException();
  }

  /** An empty column of a component that expects about {@code rows} rows. */
  public ColumnBuilder builder(int component, int rows) {
    throw new UnsupportedOperationException();
  }

  /** A row object from the columns of a block. */
  T build(@Nullable Column[] columns, int row) {
    throw new UnsupportedOperationException();
  }

  /** A column from the row objects of a block. */
  Column extract(int component, @Nullable Object[] rows, Selection live) {
    throw new UnsupportedOperationException();
  }
}
