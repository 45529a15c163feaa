package dev.millrace.record;

import dev.millrace.record.ElementClass.Accessor;
import dev.millrace.record.ShapeException.Fault;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a class as an element and collects everything that keeps it from being one. */
final class ShapeReader {
  /** JVM methods take 255 argument slots; some are the engine's. A long or a double takes two. */
  private static final int MAX_SLOTS = 250;

  /** A class that can be an element. */
  record Reading(List<Component> components, List<MethodHandle> getters, MethodHandle maker) {}

  private final List<Fault> faults = new ArrayList<>();
  private final Deque<Class<?>> open = new ArrayDeque<>();

  private ShapeReader() {}

  /**
   * @throws ShapeException with all faults
   */
  static Reading read(Class<?> type) {
    ShapeReader reader = new ShapeReader();
    Reading reading = reader.element(type, "");
    if (reading == null || !reader.faults.isEmpty()) {
      throw new ShapeException(type, reader.faults);
    }
    return reading;
  }

  /** Records what is wrong at a path; at the top, the path is the type's name. */
  void fault(String path, String reason, String fix) {
    Class<?> top = open.peekLast();
    faults.add(new Fault(path.isEmpty() && top != null ? top.getSimpleName() : path, reason, fix));
  }

  /** Null when the class cannot be taken apart; then a fault says why. */
  private @Nullable Reading element(Class<?> type, String path) {
    open.push(type);
    try {
      ElementClass element = takeApart(type, path);
      return element == null ? null : components(element, path);
    } finally {
      open.pop();
    }
  }

  private Reading components(ElementClass element, String path) {
    TypeReader types = new TypeReader(this);
    List<Component> components = new ArrayList<>();
    for (Accessor accessor : element.accessors()) {
      String at = path.isEmpty() ? accessor.name() : path + "." + accessor.name();
      boolean nullable = TypeReader.isNullable(accessor.type());
      ValueType type = types.read(accessor.type(), at);
      if (type != null) {
        if (nullable && type.javaClass().isPrimitive()) {
          fault(at, "a primitive is never null", "drop @Nullable, or write the boxed type");
        }
        components.add(new Component(components.size(), accessor.name(), type, nullable));
      }
    }
    return new Reading(
        List.copyOf(components),
        element.accessors().stream().map(Accessor::getter).toList(),
        element.maker());
  }

  /** The shape of a component's class, or null, with faults, when it cannot be an element. */
  @Nullable Shape<?> nested(Class<?> type, String path) {
    if (open.contains(type)) {
      fault(
          path,
          type.getSimpleName() + " contains itself",
          "keep a key of the other element instead of the element");
      return null;
    }
    int before = faults.size();
    element(type, path);
    return faults.size() == before ? Shape.of(type) : null;
  }

  private @Nullable ElementClass takeApart(Class<?> type, String path) {
    if (!type.isRecord() && !AutoValues.isAutoValue(type)) {
      fault(
          path,
          type.getSimpleName() + " is neither a record nor an AutoValue class",
          "declare it as a record");
      return null;
    }
    if (type.getTypeParameters().length > 0) {
      fault(
          path,
          type.getSimpleName() + " is generic",
          "declare a record of its own for each type it is used with");
      return null;
    }
    try {
      ElementAccess access = ElementAccess.to(type);
      ElementClass element =
          type.isRecord() ? ofRecord(type, access) : ofAutoValue(type, access, path);
      return element == null || isTooWide(element, path) ? null : element;
    } catch (IllegalAccessException e) {
      String module = String.valueOf(type.getModule().getName());
      fault(
          path,
          "the module " + module + " does not let Millrace reach " + type.getName(),
          "write \"opens "
              + type.getPackageName()
              + ";\" in its module-info, or make the class public and export its package");
      return null;
    }
  }

  private boolean isTooWide(ElementClass element, String path) {
    if (element.accessors().isEmpty()) {
      fault(path, "it has no components", "give it at least one component");
      return true;
    }
    int slots =
        element.maker().type().parameterList().stream()
            .mapToInt(each -> each == long.class || each == double.class ? 2 : 1)
            .sum();
    if (slots > MAX_SLOTS) {
      fault(
          path,
          element.accessors().size()
              + " components need "
              + slots
              + " argument slots, and a constructor has "
              + MAX_SLOTS
              + " (a long or a double takes two)",
          "group components that belong together into nested records, or use float[]");
      return true;
    }
    return false;
  }

  private static ElementClass ofRecord(Class<?> type, ElementAccess access)
      throws IllegalAccessException {
    List<Accessor> accessors = new ArrayList<>();
    for (RecordComponent each : type.getRecordComponents()) {
      accessors.add(accessor(each.getAccessor(), each.getAnnotatedType(), access));
    }
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<?> canonical = type.getDeclaredConstructor(types);
      return new ElementClass(accessors, access.call(canonical));
    } catch (NoSuchMethodException e) {
      throw new AssertionError("a record without its canonical constructor: " + type, e);
    }
  }

  private @Nullable ElementClass ofAutoValue(Class<?> type, ElementAccess access, String path)
      throws IllegalAccessException {
    List<Method> methods = AutoValues.accessors(type);
    List<Accessor> accessors = new ArrayList<>();
    for (Method method : methods) {
      accessors.add(accessor(method, method.getAnnotatedReturnType(), access));
    }
    List<AutoValues.Factory> factories = AutoValues.factories(type, methods);
    if (factories.size() == 1) {
      AutoValues.Factory factory = factories.get(0);
      return new ElementClass(accessors, factory.inOrder(access.call(factory.method())));
    }
    faultOfFactories(type, methods, factories, path);
    return null;
  }

  private void faultOfFactories(
      Class<?> type, List<Method> methods, List<AutoValues.Factory> factories, String path) {
    String components =
        methods.stream()
            .map(each -> each.getGenericReturnType().getTypeName() + " " + each.getName())
            .collect(Collectors.joining(", "));
    List<Method> candidates = AutoValues.candidates(type, methods);
    if (!factories.isEmpty()) {
      fault(
          path,
          factories.size()
              + " static factories of "
              + type.getSimpleName()
              + " take its components",
          "keep one that takes (" + components + ")");
    } else if (candidates.isEmpty()) {
      fault(
          path,
          "no static factory of " + type.getSimpleName() + " takes exactly its components",
          "write one that takes (" + components + "), in any order");
    } else {
      fault(
          path,
          "which parameter of "
              + type.getSimpleName()
              + "."
              + candidates.get(0).getName()
              + " is which component cannot be told",
          "name the parameters as the components and compile with -parameters, or use a record");
    }
  }

  private static Accessor accessor(Method method, AnnotatedType type, ElementAccess access)
      throws IllegalAccessException {
    return new Accessor(method, access.call(method), type);
  }
}
