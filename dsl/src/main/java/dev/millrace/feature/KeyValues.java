package dev.millrace.feature;

import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.Block;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keys as users write them, as bytes. Thread-safe. */
final class KeyValues {
  private final ViewDefinition view;

  KeyValues(ViewDefinition view) {
    this.view = view;
  }

  /** The bytes of a key; null for null, an empty Optional, or a record in which one is. */
  @Nullable KeyBytes of(@Nullable Object key) {
    if (key == null) {
      return null;
    }
    List<Object> values = new ArrayList<>();
    for (Object value : values(key)) {
      if (value == null || (value instanceof Optional<?> optional && optional.isEmpty())) {
        return null;
      }
      values.add(value);
    }
    ByteOutput bytes = new ByteOutput(32);
    new ViewKey(view.facts(), view.key()).write(values, bytes);
    return KeyBytes.of(bytes);
  }

  private List<@Nullable Object> values(Object key) {
    List<@Nullable Object> values = new ArrayList<>();
    Shape<?> type = view.keyType();
    if (type == null) {
      values.add(key);
      return values;
    }
    Block<?> row =
        Block.ofRows(
            type,
            new Object[] {key},
            Selection.all(1),
            Provenance.of("", new long[1], new long[1]));
    for (int i = 0; i < type.components().size(); i++) {
      values.add(row.value(i, 0));
    }
    return values;
  }
}
