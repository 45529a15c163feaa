package dev.millrace.connect.files.avro;

import dev.millrace.record.ElementAccess;
import dev.millrace.record.ElementClass.Accessor;
import dev.millrace.record.ElementStyle.Faults;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * Which method of a generated class gives which field.
 *
 * <p>Names do not tell: Avro changes those that are words of Java's or clash, differently from
 * version to version, and templates can be one's own. So they are tried: a field is set in an empty
 * object, by its place in the schema, and the method whose answer changes is its accessor.
 */
final class GeneratedAccessors {
  private static final Map<Class<?>, Object> SAMPLES =
      Map.ofEntries(
          Map.entry(Boolean.class, true),
          Map.entry(Integer.class, 1),
          Map.entry(Long.class, 1L),
          Map.entry(Float.class, 1f),
          Map.entry(Double.class, 1d),
          Map.entry(String.class, "x"),
          Map.entry(Instant.class, Instant.EPOCH),
          Map.entry(LocalDate.class, LocalDate.EPOCH),
          Map.entry(BigDecimal.class, BigDecimal.ONE),
          Map.entry(List.class, List.of()),
          Map.entry(Map.class, Map.of()));

  private final Class<?> type;
  private final Schema schema;
  private final ElementAccess access;
  private final List<Method> methods;

  GeneratedAccessors(Class<?> type, Schema schema, ElementAccess access) {
    this.type = type;
    this.schema = schema;
    this.access = access;
    this.methods =
        Arrays.stream(type.getDeclaredMethods())
            .filter(each -> each.getParameterCount() == 0 && !each.isSynthetic())
            .filter(each -> Modifier.isPublic(each.getModifiers()))
            .filter(each -> !Modifier.isStatic(each.getModifiers()))
            .toList();
  }

  /**
   * The accessor of a field; empty, with a fault, when there is none.
   *
   * @param holds the class of its values, boxed
   */
  Optional<Accessor> of(Schema.Field field, Class<?> holds, Faults faults)
      throws IllegalAccessException {
    Object sample = sample(field, holds);
    if (sample == null) {
      faults.add(
          field.name(),
          "a component cannot be of type " + holds.getName(),
          "take the property that makes it one out of the schema");
      return Optional.empty();
    }
    List<Method> giving = giving(field, holds, sample);
    List<Method> plain =
        giving.stream().filter(each -> each.getReturnType() != Optional.class).toList();
    List<Method> chosen = plain.isEmpty() ? giving : plain;
    if (chosen.size() != 1) {
      faults.add(
          field.name(),
          chosen.isEmpty()
              ? "no method of " + type.getSimpleName() + " gives it"
              : "more than one method gives it: "
                  + chosen.stream().map(Method::getName).sorted().collect(Collectors.joining(", ")),
          "generate the class with Avro's own templates");
      return Optional.empty();
    }
    boolean isNullable = GeneratedTypes.isNullable(field.schema());
    boolean isOptional = plain.isEmpty();
    if (isOptional && !isNullable) {
      faults.add(
          field.name(),
          chosen.get(0).getName() + " gives an Optional of what is never missing",
          "generate the class with optionalGettersForNullableFieldsOnly, or without"
              + " gettersReturnOptional");
      return Optional.empty();
    }
    Method method = chosen.get(0);
    return Optional.of(
        new Accessor(
            field.name(),
            method,
            method.getAnnotatedReturnType(),
            isNullable && !isOptional,
            grain(field.schema(), method.getReturnType())));
  }

  /** Microseconds: of what is a millisecond in the schema, Avro keeps no more. */
  private static long grain(Schema schema, Class<?> given) {
    String logical = SchemaText.logicalType(GeneratedTypes.present(schema));
    return given == Instant.class && "timestamp-millis".equals(logical) ? 1000 : 1;
  }

  private List<Method> giving(Schema.Field field, Class<?> holds, Object sample)
      throws IllegalAccessException {
    List<Method> giving = new ArrayList<>();
    SpecificRecordBase empty = (SpecificRecordBase) SpecificData.newInstance(type, schema);
    SpecificRecordBase filled = (SpecificRecordBase) SpecificData.newInstance(type, schema);
    filled.put(field.pos(), sample);
    for (Method method : methods) {
      Class<?> boxed = MethodType.methodType(method.getReturnType()).wrap().returnType();
      boolean fits = boxed == holds || boxed == Optional.class;
      if (fits && !Objects.equals(answer(method, empty), answer(method, filled))) {
        giving.add(method);
      }
    }
    return giving;
  }

  /** A value other than what an empty object has; null for a type that cannot be a component. */
  private static @Nullable Object sample(Schema.Field field, Class<?> holds) {
    if (holds.isEnum()) {
      return holds.getEnumConstants()[0];
    }
    return SpecificRecordBase.class.isAssignableFrom(holds)
        ? SpecificData.newInstance(holds, GeneratedTypes.present(field.schema()))
        : SAMPLES.get(holds);
  }

  private @Nullable Object answer(Method method, SpecificRecordBase of)
      throws IllegalAccessException {
    try {
      return access.call(method).invoke(of);
    } catch (IllegalAccessException e) {
      throw e;
    } catch (Throwable throwsWhenEmpty) {
      // No accessor of Avro's throws: it is something else, whatever it wanted to say.
      return null;
    }
  }
}
