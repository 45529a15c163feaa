package dev.millrace.record;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a row is: the components of a Java record, in their order, or of an AutoValue class, by
 * name.
 *
 * <p>Components may be primitives and their boxes, String, enums, Instant, LocalDate, Duration,
 * BigDecimal, byte[], float[], nested elements, Optional, List, and Map with String keys. One that
 * may be null is marked {@code @Nullable} of jspecify; nothing inside a list, map or Optional is
 * ever null. Classes need not be public, except in a named module that does not open their package.
 *
 * <p>Shapes are made once per class and shared; making one costs milliseconds, using one costs no
 * reflection. Immutable.
 *
 * @param <T> the element type
 */
public final class Shape<T> implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final ClassValue<Shape<?>> SHAPES =
      new ClassValue<>() {
        @Override
        protected Shape<?> computeValue(Class<?> type) {
          return make(type);
        }
      };

  private final Class<T> type;
  private final transient List<Component> components;
  private final transient List<ComponentForm> forms;
  private final transient RowCode code;
  private final transient List<MethodHandle> getters;
  // Made when first asked for. Two threads may make the same one; either will do.
  private final transient @Nullable ColumnCode[] columnCode;
  private final transient Codec<T> codec;
  private final transient long fingerprint;

  private Shape(Class<T> type, ShapeReader.Reading reading) {
    this.type = type;
    this.components = reading.components();
    this.forms =
        components.stream()
            .map(component -> ComponentForm.of(component, name() + "." + component.name()))
            .toList();
    this.code = RowHandles.compile(forms, reading.getters(), reading.maker());
    this.columnCode = new ColumnCode[components.size()];
    this.getters = reading.getters();
    this.codec = new RowCodec<>(type, code);
    this.fingerprint = ShapeText.fingerprint(this);
  }

  /**
   * @throws ShapeException when the type, or a component of it, cannot be an element: with
   *     everything that is wrong
   */
  @SuppressWarnings("unchecked") // computeValue makes the shape of the very class it is given
  public static <T> Shape<T> of(Class<T> type) {
    return (Shape<T>) SHAPES.get(type);
  }

  private static <T> Shape<T> make(Class<T> type) {
    return new Shape<>(type, ShapeReader.read(type));
  }

  public Class<T> type() {
    return type;
  }

  /** The type's simple name, with the names of the classes around it dropped. */
  public String name() {
    return type.getSimpleName();
  }

  public List<Component> components() {
    return components;
  }

  public Optional<Component> component(String name) {
    return components.stream().filter(component -> component.name().equals(name)).findFirst();
  }

  /**
   * Names and types, as stable text: {@code DailyRevenue(country: String, day: LocalDate, revenue:
   * double)}. A component that may be null has a question mark.
   */
  public String describe() {
    return ShapeText.describe(this);
  }

  /**
   * 64 bits of a hash over names, types and enum constants, nested included; not over the class's
   * own name.
   */
  public long fingerprint() {
    return fingerprint;
  }

  public Codec<T> codec() {
    return codec;
  }

  /** Encodes and decodes the values of one component, straight from and into columns. */
  public ComponentCodec codec(int component) {
    return forms.get(component);
  }

  /** An empty column of a component that expects about {@code rows} rows. */
  public ColumnBuilder builder(int component, int rows) {
    return forms.get(component).builder(rows);
  }

  /** Two shapes are equal when they are of the same class. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Shape<?> shape && shape.type == type;
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }

  @Override
  public String toString() {
    return describe();
  }

  /** A shape travels as its class: the shape there is made there. */
  private Object writeReplace() {
    return new Handle(type);
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a shape travels as its class");
  }

  private record Handle(Class<?> type) implements Serializable {
    private static final long serialVersionUID = 1L;

    private Object readResolve() {
      return of(type);
    }
  }

  RowCode code() {
    return code;
  }

  /** A row object from the columns of a block. */
  T build(@Nullable Column[] columns, int row) {
    return type.cast(code.build(columns, row));
  }

  /** A column from the row objects of a block. */
  Column extract(int component, @Nullable Object[] rows, Selection live) {
    ColumnCode code = columnCode[component];
    if (code == null) {
      code = RowHandles.compile(forms.get(component), getters.get(component));
      columnCode[component] = code;
    }
    return code.extract(rows, live);
  }
}
