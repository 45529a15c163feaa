package dev.millrace.record;

import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the type of a component. Faults go to the {@link ShapeReader}. */
record TypeReader(ShapeReader shapes) {
  private static final Map<Class<?>, Kind> SIMPLE =
      Map.ofEntries(
          Map.entry(boolean.class, Kind.BOOLEAN),
          Map.entry(Boolean.class, Kind.BOOLEAN),
          Map.entry(byte.class, Kind.BYTE),
          Map.entry(Byte.class, Kind.BYTE),
          Map.entry(short.class, Kind.SHORT),
          Map.entry(Short.class, Kind.SHORT),
          Map.entry(char.class, Kind.CHAR),
          Map.entry(Character.class, Kind.CHAR),
          Map.entry(int.class, Kind.INT),
          Map.entry(Integer.class, Kind.INT),
          Map.entry(long.class, Kind.LONG),
          Map.entry(Long.class, Kind.LONG),
          Map.entry(float.class, Kind.FLOAT),
          Map.entry(Float.class, Kind.FLOAT),
          Map.entry(double.class, Kind.DOUBLE),
          Map.entry(Double.class, Kind.DOUBLE),
          Map.entry(String.class, Kind.STRING),
          Map.entry(Instant.class, Kind.INSTANT),
          Map.entry(LocalDate.class, Kind.LOCAL_DATE),
          Map.entry(Duration.class, Kind.DURATION),
          Map.entry(BigDecimal.class, Kind.DECIMAL),
          Map.entry(byte[].class, Kind.BYTES),
          Map.entry(float[].class, Kind.FLOATS));

  private static final Map<Class<?>, Kind> CONTAINERS =
      Map.of(Optional.class, Kind.OPTIONAL, List.class, Kind.LIST, Map.class, Kind.MAP);

  static boolean isNullable(AnnotatedType type) {
    return type.isAnnotationPresent(Nullable.class);
  }

  /**
   * Null, with a fault, when the type is not supported.
   *
   * @param grain of the component, where it is an Instant
   */
  @Nullable ValueType read(AnnotatedType annotated, long grain, String path) {
    ValueType type = read(annotated, path);
    return type == null || grain == 1 ? type : type.withGrain(grain);
  }

  private @Nullable ValueType read(AnnotatedType annotated, String path) {
    Type type = annotated.getType();
    if (type instanceof Class<?> plain) {
      return plain(plain, annotated, path);
    }
    if (type instanceof ParameterizedType generic
        && annotated instanceof AnnotatedParameterizedType parameters
        && CONTAINERS.containsKey(generic.getRawType())) {
      return container((Class<?>) generic.getRawType(), parameters, path);
    }
    unsupported(type, path);
    return null;
  }

  private @Nullable ValueType plain(Class<?> type, AnnotatedType annotated, String path) {
    Kind simple = SIMPLE.get(type);
    if (simple != null) {
      if (annotated instanceof AnnotatedArrayType array
          && isNullable(array.getAnnotatedGenericComponentType())) {
        shapes.fault(
            path,
            "@Nullable stands on the array's elements",
            "write " + type.getComponentType() + " @Nullable []");
      }
      return new ValueType(simple, type, List.of(), null);
    }
    if (type.isEnum()) {
      return new ValueType(Kind.ENUM, type, List.of(), null);
    }
    if (ElementStyle.of(type).isPresent()) {
      Shape<?> nested = shapes.nested(type, path);
      return nested == null ? null : new ValueType(Kind.NESTED, type, List.of(), nested);
    }
    if (CONTAINERS.containsKey(type)) {
      shapes.fault(
          path,
          type.getSimpleName() + " is raw",
          "say what it holds: "
              + (type == Map.class ? "Map<String, ..>" : type.getSimpleName() + "<..>"));
      return null;
    }
    unsupported(type, path);
    return null;
  }

  private @Nullable ValueType container(
      Class<?> raw, AnnotatedParameterizedType annotated, String path) {
    AnnotatedType[] arguments = annotated.getAnnotatedActualTypeArguments();
    if (raw == Map.class && arguments[0].getType() != String.class) {
      shapes.fault(
          path,
          "its keys are " + arguments[0].getType().getTypeName() + ", not String",
          "write Map<String, ..>");
      return null;
    }
    AnnotatedType element = arguments[arguments.length - 1];
    String at = path + (raw == Map.class ? "{}" : raw == List.class ? "[]" : "");
    if (isNullable(element) || isNullable(arguments[0])) {
      shapes.fault(
          at,
          "nothing inside a " + raw.getSimpleName() + " may be null",
          "leave it out, or write Optional<..> for it");
    }
    ValueType type = read(element, at);
    return type == null ? null : new ValueType(CONTAINERS.get(raw), raw, List.of(type), null);
  }

  private void unsupported(Type type, String path) {
    shapes.fault(path, "a component cannot be of type " + type.getTypeName(), insteadOf(type));
  }

  private static String insteadOf(Type type) {
    if (type instanceof ParameterizedType generic) {
      return insteadOf(generic.getRawType());
    }
    if (!(type instanceof Class<?> plain)) {
      return "write a concrete type";
    }
    if (plain.isRecord()) {
      return "declare a record of its own for each type it is used with";
    }
    if (plain == Object.class
        || (plain.isInterface() && plain.getPackageName().equals("java.lang"))) {
      return "write a concrete type";
    }
    if (Map.class.isAssignableFrom(plain)) {
      return "write Map<String, ..>";
    }
    if (Collection.class.isAssignableFrom(plain) || plain.isArray()) {
      return "write List<..>";
    }
    if (Number.class.isAssignableFrom(plain)) {
      return "write BigDecimal, long or double";
    }
    if (Date.class.isAssignableFrom(plain) || plain.getPackageName().equals("java.time")) {
      return "write Instant, LocalDate or Duration; a local time gets its zone at the source";
    }
    return "write a record with the values that matter, or text";
  }
}
