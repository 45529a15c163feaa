package dev.millrace.testkit;

import dev.millrace.record.Component;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fact or a change record that was drawn for a contract.
 *
 * @param values one for each column of the view's facts, as the column holds it
 */
record DrawnFact(List<@Nullable Object> values) {
  DrawnFact {
    values = Collections.unmodifiableList(new ArrayList<>(values));
  }

  @Nullable Object value(Component column) {
    return values.get(column.index());
  }

  /** The same fact with another value in a column. */
  DrawnFact with(Component column, @Nullable Object value) {
    List<@Nullable Object> changed = new ArrayList<>(values);
    changed.set(column.index(), value);
    return new DrawnFact(changed);
  }
}
