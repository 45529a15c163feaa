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
 * <p>Objects of other classes, such as those that Avro generates, can be elements where a connector
 * brings an {@link ElementStyle} for them. If they can be changed, so can the copy that each
 * function gets, and nothing else: a row is the value that it was when it was made.
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
  private final transient Changes changes;

  /** What somebody who holds a row can change about it. */
  private enum Changes {
    NOTHING,
    /** The values that stand in its own components. */
    ITS_VALUES,
    /** Also what these hold: a list, or a nested element that can be changed. */
    WHAT_IT_HOLDS
  }

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
    this.changes = changes(reading);
  }

  private static Changes changes(ShapeReader.Reading reading) {
    boolean holdsMutable = reading.components().stream().anyMatch(each -> isMutable(each.type()));
    boolean holdsLists = reading.components().stream().anyMatch(each -> isContainer(each.type()));
    if (holdsMutable || (reading.isMutable() && holdsLists)) {
      return Changes.WHAT_IT_HOLDS;
    }
    return reading.isMutable() ? Changes.ITS_VALUES : Changes.NOTHING;
  }

  private static boolean isMutable(ValueType type) {
    Shape<?> nested = type.nested();
    return (nested != null && nested.isMutable())
        || type.elements().stream().anyMatch(Shape::isMutable);
  }

  private static boolean isContainer(ValueType type) {
    return !type.elements().isEmpty() || type.kind() == Kind.NESTED;
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

  /** The component whose value a method of that name gives. */
  Optional<Component> componentOf(String accessor) {
    return components.stream()
        .filter(component -> component.accessor().equals(accessor))
        .findFirst();
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

  /**
   * Whether a row, or an element in it, can be changed by whoever holds it. Nobody is given such a
   * row that somebody else may look at: {@link #copy} is for those who would.
   */
  public boolean isMutable() {
    return changes != Changes.NOTHING;
  }

  /**
   * A row that has nothing in common with {@code row} that could be changed: {@code row} itself,
   * where nothing can. Costs an encoding and a decoding.
   *
   * @throws NullPointerException when the row, or a component that may not be null, is null
   */
  public T copy(T row) {
    if (changes == Changes.NOTHING) {
      return row;
    }
    ByteOutput bytes = new ByteOutput();
    codec.encode(row, bytes);
    return codec.decode(new ByteInput(bytes.array(), 0, bytes.size()));
  }

  RowCode code() {
    return code;
  }

  /** A row object from the columns of a block. */
  T build(@Nullable Column[] columns, int row) {
    return type.cast(code.build(columns, row));
  }

  /** As {@link #build}, but nothing in the row that can be changed stands in the columns. */
  T buildApart(@Nullable Column[] columns, int row) {
    T built = build(columns, row);
    return changes == Changes.WHAT_IT_HOLDS ? copy(built) : built;
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
