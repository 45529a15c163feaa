package dev.millrace.connect.files.avro;

import dev.millrace.record.ElementAccess;
import dev.millrace.record.ElementClass;
import dev.millrace.record.ElementClass.Accessor;
import dev.millrace.record.ElementStyle;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * Classes that Avro generated from the schema of a record, as elements. Their components are the
 * fields of the schema, by their names there; what is a union with null may be null. They are built
 * through the constructor that takes all fields. {@code docs/connectors/files.md} says which types
 * of Avro can be components, and how such a class has to be generated.
 *
 * <p>Found by {@link java.util.ServiceLoader}; no need to name it.
 */
public final class GeneratedClasses implements ElementStyle {
  private static final MethodHandle OR_NULL = orNull();

  @Override
  public boolean covers(Class<?> type) {
    return SpecificRecordBase.class.isAssignableFrom(type)
        && !Modifier.isAbstract(type.getModifiers());
  }

  /** The schema of a record or an enum that Avro generated; null for any other class. */
  static @Nullable Schema schemaOf(Class<?> type) {
    boolean isRecord = SpecificRecordBase.class.isAssignableFrom(type);
    boolean isEnum = type.isEnum() && GenericEnumSymbol.class.isAssignableFrom(type);
    return isRecord || isEnum ? SpecificData.get().getSchema(type) : null;
  }

  @Override
  public Optional<ElementClass> takeApart(Class<?> type, ElementAccess access, Faults faults)
      throws IllegalAccessException {
    Schema schema = ownSchema(type);
    if (schema == null) {
      faults.add(
          "",
          type.getSimpleName() + " has no schema of its own",
          "use the class that Avro generated, not one that extends it");
      return Optional.empty();
    }
    List<Schema.Field> fields = schema.getFields();
    Constructor<?> constructor = constructor(type, fields.size());
    if (constructor == null) {
      faults.add(
          "",
          "Avro wrote no constructor that takes its " + fields.size() + " fields",
          "group fields that belong together into nested records: a constructor has room for 254");
      return Optional.empty();
    }
    GeneratedTypes types = new GeneratedTypes(faults);
    GeneratedAccessors methods = new GeneratedAccessors(type, schema, access);
    List<Accessor> accessors = new ArrayList<>();
    for (Schema.Field field : fields) {
      Type holds = constructor.getGenericParameterTypes()[field.pos()];
      if (types.isComponent(field, holds)) {
        methods
            .of(field, constructor.getParameterTypes()[field.pos()], faults)
            .ifPresent(accessors::add);
      }
    }
    MethodHandle maker = access.call(constructor);
    return Optional.of(
        new ElementClass(
            accessors, accessors.size() == fields.size() ? taking(accessors, maker) : maker, true));
  }

  private static @Nullable Schema ownSchema(Class<?> type) {
    try {
      return SpecificData.get().getSchema(type);
    } catch (AvroRuntimeException without) {
      return null;
    }
  }

  private static @Nullable Constructor<?> constructor(Class<?> type, int parameters) {
    List<Constructor<?>> fitting =
        Arrays.stream(type.getDeclaredConstructors())
            .filter(each -> each.getParameterCount() == parameters)
            .toList();
    return fitting.size() == 1 ? fitting.get(0) : null;
  }

  /** The constructor takes boxes and nulls, the accessors give primitives and Optionals. */
  private static MethodHandle taking(List<Accessor> accessors, MethodHandle maker) {
    MethodHandle taking = maker;
    List<Class<?>> given = new ArrayList<>();
    for (int i = 0; i < accessors.size(); i++) {
      Class<?> type = accessors.get(i).method().getReturnType();
      given.add(type);
      if (type == Optional.class) {
        MethodType unwrapping =
            MethodType.methodType(maker.type().parameterType(i), Optional.class);
        taking = MethodHandles.filterArguments(taking, i, OR_NULL.asType(unwrapping));
      }
    }
    return taking.asType(MethodType.methodType(maker.type().returnType(), given));
  }

  private static MethodHandle orNull() {
    try {
      MethodHandle orElse =
          MethodHandles.publicLookup()
              .findVirtual(
                  Optional.class, "orElse", MethodType.methodType(Object.class, Object.class));
      return MethodHandles.insertArguments(orElse, 1, (Object) null);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("every Optional has orElse", e);
    }
  }
}
