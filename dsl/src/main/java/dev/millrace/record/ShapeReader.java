package dev.millrace.record;

import dev.millrace.record.ElementClass.Accessor;
import dev.millrace.record.ShapeException.Fault;
import java.lang.invoke.MethodHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a class as an element and collects everything that keeps it from being one. */
final class ShapeReader {
  /** JVM methods take 255 argument slots; some are the engine's. A long or a double takes two. */
  private static final int MAX_SLOTS = 250;

  /** A class that can be an element. */
  record Reading(
      List<Component> components,
      List<MethodHandle> getters,
      MethodHandle maker,
      boolean isMutable) {}

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
      return takeApart(type, path);
    } finally {
      open.pop();
    }
  }

  private Reading components(ElementClass element, ElementAccess access, String path)
      throws IllegalAccessException {
    TypeReader types = new TypeReader(this);
    List<Component> components = new ArrayList<>();
    List<MethodHandle> getters = new ArrayList<>();
    for (Accessor accessor : element.accessors()) {
      String at = join(path, accessor.name());
      ValueType type = types.read(accessor.type(), accessor.grain(), at);
      if (type != null) {
        if (accessor.isNullable() && type.javaClass().isPrimitive()) {
          fault(at, "a primitive is never null", "drop @Nullable, or write the boxed type");
        }
        String name = accessor.name();
        String method = accessor.method().getName();
        components.add(new Component(components.size(), name, method, type, accessor.isNullable()));
      }
      getters.add(access.call(accessor.method()));
    }
    return new Reading(
        List.copyOf(components), List.copyOf(getters), element.maker(), element.isMutable());
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

  private @Nullable Reading takeApart(Class<?> type, String path) {
    Optional<ElementStyle> style = ElementStyle.of(type);
    if (style.isEmpty()) {
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
      int before = faults.size();
      Optional<ElementClass> element =
          style
              .get()
              .takeApart(
                  type,
                  access,
                  (component, reason, fix) -> fault(join(path, component), reason, fix));
      if (element.isEmpty() || (faults.size() == before && isTooWide(element.get(), path))) {
        return null;
      }
      return components(element.get(), access, path);
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

  private static String join(String path, String component) {
    return path.isEmpty() || component.isEmpty() ? path + component : path + "." + component;
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
}
