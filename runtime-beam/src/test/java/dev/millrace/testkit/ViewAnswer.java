package dev.millrace.testkit;

import dev.millrace.aggregate.AggregateFunction;
import dev.millrace.feature.FeatureStatus;
import dev.millrace.plan.FeatureCall;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.Block;
import dev.millrace.record.Component;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What was answered to a question, by component of the features. Unlike {@link Found}, it also says
 * how old a value is, and approximate values have to be as near as they promise.
 */
final class ViewAnswer {
  private final @Nullable Object[] values;
  private final @Nullable FeatureStatus[] statuses;
  private final @Nullable OptionalLong[] newest;

  private ViewAnswer(@Nullable Object[] values) {
    this.values = values;
    this.statuses = new FeatureStatus[values.length];
    this.newest = new OptionalLong[values.length];
  }

  /** An answer to each of some questions. */
  static List<ViewAnswer> of(Block<?> features) {
    List<ViewAnswer> all = new ArrayList<>();
    int components = features.shape().components().size();
    for (int row = 0; row < features.size(); row++) {
      @Nullable Object[] values = new Object[components];
      for (int i = 0; i < components; i++) {
        values[i] = features.value(i, row);
      }
      all.add(new ViewAnswer(values));
    }
    return all;
  }

  /** The components that features have, of rows that have more. */
  static <T> List<ViewAnswer> of(Shape<?> features, Shape<T> shape, List<T> rows) {
    if (rows.isEmpty()) {
      return List.of();
    }
    Provenance nobody = Provenance.of("", new long[rows.size()], new long[rows.size()]);
    Block<T> block = Block.ofRows(shape, rows.toArray(), Selection.all(rows.size()), nobody);
    int[] places =
        features.components().stream()
            .mapToInt(each -> shape.component(each.name()).orElseThrow().index())
            .toArray();
    List<ViewAnswer> all = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      int at = row;
      all.add(new ViewAnswer(Arrays.stream(places).mapToObj(i -> block.value(i, at)).toArray()));
    }
    return all;
  }

  /** Why a component has its value, and the event time of the newest fact that counts. */
  void tell(int component, FeatureStatus status, OptionalLong newestTime) {
    statuses[component] = status;
    newest[component] = newestTime;
  }

  /** How it differs from what the oracle says; empty where it does not. */
  Optional<String> differenceFrom(OracleAnswer expected, ViewDefinition view) {
    for (Component component : view.features().components()) {
      int i = component.index();
      OracleAnswer.Feature feature = expected.of(component);
      if (!isRight(feature, view, component)) {
        return Optional.of(different(component, feature.value(), values[i]));
      }
      if (statuses[i] != null && statuses[i] != feature.status()) {
        return Optional.of(different(component, feature.status(), statuses[i]));
      }
      if (newest[i] != null && !newest[i].equals(feature.newest())) {
        return Optional.of(different(component, feature.newest(), newest[i]));
      }
    }
    return Optional.empty();
  }

  private static String different(
      Component component, @Nullable Object expected, @Nullable Object found) {
    return component.name()
        + "\n  expected "
        + RowValue.text(expected)
        + "\n  found    "
        + RowValue.text(found);
  }

  private boolean isRight(OracleAnswer.Feature feature, ViewDefinition view, Component component) {
    Object found = values[component.index()];
    if (feature.isExact()) {
      return feature.accepts(found);
    }
    if (feature.value() == null || found == null) {
      return feature.value() == found;
    }
    AggregateFunction function =
        view.calls().stream()
            .filter(call -> call.target().equals(component))
            .map(FeatureCall::function)
            .findAny()
            .orElseThrow();
    double exact = ((Number) feature.value()).doubleValue();
    double about = ((Number) found).doubleValue();
    return function == AggregateFunction.APPROX_DISTINCT
        ? Math.abs(about - exact) <= (exact < 2 ? 0 : Math.max(1, 0.05 * exact))
        : Double.compare(about, exact) == 0 || isBarelyNearerToZero(about, exact);
  }

  /** What an approximate quantile promises. */
  private static boolean isBarelyNearerToZero(double about, double exact) {
    double error = Math.max(0.008 * Math.abs(exact), 1.8e-310);
    return Math.abs(about) <= Math.abs(exact) && Math.abs(about - exact) <= error;
  }

  /** Whether two ways gave the same, also where the functions are approximate. */
  boolean isSameAs(ViewAnswer other) {
    for (int i = 0; i < values.length; i++) {
      if (!Objects.equals(RowValue.of(values[i]), RowValue.of(other.values[i]))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return RowValue.text(Arrays.asList(values));
  }
}
