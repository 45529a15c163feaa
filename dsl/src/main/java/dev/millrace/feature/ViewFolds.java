package dev.millrace.feature;

import dev.millrace.aggregate.Accumulators;
import dev.millrace.aggregate.Edge;
import dev.millrace.plan.Bound;
import dev.millrace.plan.DerivedFeature;
import dev.millrace.plan.FactLayout;
import dev.millrace.plan.FactWindow;
import dev.millrace.plan.FeatureCall;
import dev.millrace.plan.Knowledge;
import dev.millrace.plan.StatusFeature;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.Block;
import dev.millrace.record.Column;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import dev.millrace.record.ComponentCodec;
import dev.millrace.record.Provenance;
import dev.millrace.record.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions about the histories of a table: the one piece of code that computes the values
 * of a view, wherever they are asked for. Not thread-safe.
 */
final class ViewFolds {
  private final ViewDefinition view;
  private final FactTable table;
  private final Range range;
  private final List<FoldGroup> groups = new ArrayList<>();
  private final List<FeatureFold> folds = new ArrayList<>();

  ViewFolds(ViewDefinition view, FactTable table, Bound bound, Knowledge knowledge) {
    this.view = view;
    this.table = table;
    this.range = new Range(view, table, bound, knowledge);
    view.calls().forEach(call -> folds.add(fold(call)));
  }

  private FeatureFold fold(FeatureCall call) {
    FactLayout layout = table.layout();
    FoldGroup group = group(call.window(), layout.conditionOf(call.where()));
    FoldGroup.PartCount part =
        call.part() == null ? null : group.addPart(layout.conditionOf(call.part()));
    GroupFold fold = call.input() == null ? null : group.add(groupFold(call, call.input()));
    return new FeatureFold(view, call, group, fold, part);
  }

  private FoldGroup group(FactWindow window, int condition) {
    for (FoldGroup group : groups) {
      if (group.isOf(window, condition)) {
        return group;
      }
    }
    FoldGroup group = new FoldGroup(table, groups.size(), window, condition);
    groups.add(group);
    return group;
  }

  private GroupFold groupFold(FeatureCall call, Component input) {
    boolean isMultiset = Accumulators.canRemove(call.function());
    return new GroupFold(
        view,
        call,
        () -> accumulators(call, input),
        isMultiset
            ? () -> Accumulators.removable(call.function(), view.facts(), input, call.parameter())
            : null);
  }

  private Accumulators accumulators(FeatureCall call, Component input) {
    Shape<?> facts = view.facts();
    int k = call.parameter() == null ? 1 : call.parameter().intValue();
    return switch (call.function()) {
      case FIRST -> Accumulators.edge(facts, input, Edge.value(Edge.End.FIRST));
      case LAST -> Accumulators.edge(facts, input, Edge.value(Edge.End.LAST));
      case LAST_NON_NULL -> Accumulators.edge(facts, input, Edge.nonNullValue(Edge.End.LAST));
      case FIRST_K -> Accumulators.edge(facts, input, Edge.values(Edge.End.FIRST, k));
      case LAST_K -> Accumulators.edge(facts, input, Edge.values(Edge.End.LAST, k));
      default -> Accumulators.of(call.function(), facts, input, call.parameter());
    };
  }

  /** Answers all questions. */
  Answers answer(Questions questions) {
    for (FoldGroup group : groups) {
      group.answer(questions, range);
    }
    List<Component> components = view.features().components();
    @Nullable Column[] columns = new Column[components.size()];
    FeatureStatus[][] statuses = new FeatureStatus[components.size()][];
    long[][] newest = new long[components.size()][];
    for (FeatureFold fold : folds) {
      int target = fold.call().target().index();
      columns[target] = column(fold, questions);
      statuses[target] = statuses(fold, questions);
      newest[target] = newest(fold, statuses[target]);
    }
    for (DerivedFeature derived : view.derived()) {
      int first = derived.first().index();
      int second = derived.second().index();
      int target = derived.target().index();
      columns[target] = column(derived, columns, questions.size());
      statuses[target] = worse(statuses[first], statuses[second]);
      newest[target] = newer(newest[first], newest[second]);
    }
    for (StatusFeature status : view.statuses()) {
      columns[status.target().index()] = column(status, statuses[status.of().index()]);
    }
    int size = questions.size();
    Provenance nobody = Provenance.of("", new long[size], new long[size]);
    Block<?> features = Block.ofColumns(view.features(), columns, size, nobody);
    return new Answers(features, statuses, newest);
  }

  private Column column(FeatureFold fold, Questions questions) {
    ColumnBuilder column = view.features().builder(fold.call().target().index(), questions.size());
    for (int question = 0; question < questions.size(); question++) {
      fold.append(question, questions.time(question), column);
    }
    return column.build();
  }

  private static FeatureStatus[] statuses(FeatureFold fold, Questions questions) {
    FeatureStatus[] statuses = new FeatureStatus[questions.size()];
    for (int question = 0; question < statuses.length; question++) {
      statuses[question] = fold.status(question);
    }
    return statuses;
  }

  private static long[] newest(FeatureFold fold, FeatureStatus[] statuses) {
    long[] newest = new long[statuses.length];
    for (int question = 0; question < newest.length; question++) {
      boolean counts =
          statuses[question] == FeatureStatus.PRESENT || statuses[question] == FeatureStatus.NULL;
      newest[question] = counts ? fold.newest(question) : Answers.NONE;
    }
    return newest;
  }

  private Column column(DerivedFeature derived, @Nullable Column[] columns, int size) {
    Shape<?> features = view.features();
    ComponentCodec target = features.codec(derived.target().index());
    ComponentCodec firstCodec = features.codec(derived.first().index());
    ComponentCodec secondCodec = features.codec(derived.second().index());
    Column first = columns[derived.first().index()];
    Column second = columns[derived.second().index()];
    if (first == null || second == null) {
      throw new IllegalStateException(derived.target().name() + " is made before its arguments");
    }
    ColumnBuilder column = features.builder(derived.target().index(), size);
    for (int row = 0; row < size; row++) {
      Object left = firstCodec.value(first, row);
      Object right = secondCodec.value(second, row);
      target.append(left == null || right == null ? null : call(derived, left, right), column);
    }
    return column.build();
  }

  private @Nullable Object call(DerivedFeature derived, Object first, Object second) {
    try {
      return derived.fn().fn2().apply(first, second);
    } catch (Exception e) {
      throw new FeatureException(
          view.title(),
          derived.target().name() + " derived \"" + derived.name() + "\"",
          first + " and " + second,
          e);
    }
  }

  @SuppressWarnings("EnumOrdinal") // columns hold constants by their ordinal
  private Column column(StatusFeature status, FeatureStatus[] statuses) {
    int target = status.target().index();
    ColumnBuilder column = view.features().builder(target, statuses.length);
    for (FeatureStatus each : statuses) {
      column.appendLong(each.ordinal());
    }
    return column.build();
  }

  /** The status of what was made of two features: that of the first one which has no value. */
  private static FeatureStatus[] worse(FeatureStatus[] first, FeatureStatus[] second) {
    FeatureStatus[] worse = Arrays.copyOf(first, first.length);
    for (int i = 0; i < worse.length; i++) {
      worse[i] = first[i] == FeatureStatus.PRESENT ? second[i] : first[i];
    }
    return worse;
  }

  private static long[] newer(long[] first, long[] second) {
    long[] newer = new long[first.length];
    Arrays.setAll(newer, i -> Math.max(first[i], second[i]));
    return newer;
  }
}
