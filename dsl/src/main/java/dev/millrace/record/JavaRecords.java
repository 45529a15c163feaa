package dev.millrace.record;

import dev.millrace.record.ElementClass.Accessor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Java records: their components in their order, and the canonical constructor. */
final class JavaRecords implements ElementStyle {
  @Override
  public boolean covers(Class<?> type) {
    return type.isRecord();
  }

  @Override
  public Optional<ElementClass> takeApart(Class<?> type, ElementAccess access, Faults faults)
      throws IllegalAccessException {
    List<Accessor> accessors = new ArrayList<>();
    for (RecordComponent each : type.getRecordComponents()) {
      accessors.add(Accessor.of(each.getAccessor(), each.getAnnotatedType()));
    }
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      return Optional.of(
          new ElementClass(accessors, access.call(type.getDeclaredConstructor(types)), false));
    } catch (NoSuchMethodException e) {
      throw new AssertionError("a record without its canonical constructor: " + type, e);
    }
  }
}
