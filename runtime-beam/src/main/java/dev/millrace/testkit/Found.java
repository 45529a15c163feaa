package dev.millrace.testkit;

import dev.millrace.feature.FeatureStatus;
import dev.millrace.record.Block;
import dev.millrace.record.Component;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody answered to a question.
 *
 * @param values by component of the features
 * @param statuses by component; null where it holds a status itself, or nobody says
 */
record Found(List<@Nullable Object> values, List<@Nullable FeatureStatus> statuses) {
  /** Of a question that cannot be put in some way; agrees with everything. */
  static final Found NOTHING = new Found(List.of(), List.of());

  Found {
    values = Collections.unmodifiableList(new ArrayList<>(values));
    statuses = Collections.unmodifiableList(new ArrayList<>(statuses));
  }

  /** Features as a record holds them. */
  static Found of(Shape<?> shape, Object features, List<@Nullable FeatureStatus> statuses) {
    @SuppressWarnings("unchecked") // an object is only ever given with its own shape
    Shape<Object> own = (Shape<Object>) shape;
    Block<Object> row =
        Block.ofRows(
            own,
            new Object[] {features},
            Selection.all(1),
            Provenance.of("", new long[1], new long[1]));
    List<@Nullable Object> values = new ArrayList<>();
    shape.components().forEach(component -> values.add(row.value(component.index(), 0)));
    return new Found(values, statuses);
  }

  @Nullable Object value(Component component) {
    return values.get(component.index());
  }

  @Nullable FeatureStatus status(Component component) {
    return statuses.get(component.index());
  }

  /** Whether a component is what it has to be, bit for bit. */
  boolean agrees(Component component, OracleAnswer.Feature expected) {
    if (values.isEmpty()) {
      return true;
    }
    FeatureStatus status = status(component);
    return expected.accepts(value(component)) && (status == null || status == expected.status());
  }
}
