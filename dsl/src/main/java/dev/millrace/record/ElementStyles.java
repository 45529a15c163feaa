package dev.millrace.record;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** The styles there are. Asked when shapes are made, never per row. */
final class ElementStyles {
  private static final List<ElementStyle> BUILT_IN = List.of(new JavaRecords(), new AutoValues());

  private ElementStyles() {}

  static Optional<ElementStyle> of(Class<?> type) {
    if (type.isPrimitive() || type.isArray() || type.isInterface()) {
      return Optional.empty();
    }
    Optional<ElementStyle> builtIn =
        BUILT_IN.stream().filter(style -> style.covers(type)).findFirst();
    if (builtIn.isPresent()) {
      return builtIn;
    }
    ClassLoader own = ElementStyles.class.getClassLoader();
    ClassLoader loader = type.getClassLoader();
    Optional<ElementStyle> found = provided(type, loader);
    return found.isPresent() || loader == own ? found : provided(type, own);
  }

  private static Optional<ElementStyle> provided(Class<?> type, @Nullable ClassLoader loader) {
    for (ElementStyle style : ServiceLoader.load(ElementStyle.class, loader)) {
      if (style.covers(type)) {
        return Optional.of(style);
      }
    }
    return Optional.empty();
  }
}
