package dev.millrace.feature;

import dev.millrace.aggregate.Accumulators;
import dev.millrace.plan.Bound;
import dev.millrace.plan.DerivedFeature;
import dev.millrace.plan.FeatureCall;
import dev.millrace.plan.Knowledge;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.Component;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Why the features of a key are what they are at a time, as text: for each of them the window, the
 * facts that count, those that do not, with the reason, and the tiles that stand for many of them.
 */
final class Explanation {
  /** Facts of a kind that are listed one by one; the others are counted. */
  private static final int LISTED = 20;

  private final ViewDefinition view;
  private final FactTable table;
  private final Bound bound;
  private final Knowledge knowledge;
  private final StringBuilder text = new StringBuilder();

  Explanation(ViewDefinition view, FactTable table, Bound bound, Knowledge knowledge) {
    this.view = view;
    this.table = table;
    this.bound = bound;
    this.knowledge = knowledge;
  }

  String of(KeyHistory history, long time) {
    Questions question = new Questions();
    question.add(history, time, null);
    Answers answers = new ViewFolds(view, table, bound, knowledge).answer(question);
    Range range = new Range(view, table, bound, knowledge);
    line(
        "  "
            + bound.words()
            + ", "
            + knowledge.words()
            + "; the key has "
            + history.size()
            + " facts");
    for (FeatureCall call : view.calls()) {
      Object value = answers.features().value(call.target().index(), 0);
      line("  " + call.describe());
      line("    value " + value + ", " + status(answers, call.target()));
      range.of(history, time, null, call.window());
      facts(history, range, call);
    }
    for (DerivedFeature derived : view.derived()) {
      line("  " + derived.describe());
      line(
          "    value "
              + answers.features().value(derived.target().index(), 0)
              + ", "
              + status(answers, derived.target()));
    }
    return text.toString();
  }

  private static FeatureStatus status(Answers answers, Component component) {
    FeatureStatus[] statuses = answers.statuses()[component.index()];
    if (statuses == null) {
      throw new IllegalStateException(component.name() + " has no status");
    }
    return statuses[0];
  }

  private void facts(KeyHistory history, Range range, FeatureCall call) {
    int condition = table.layout().conditionOf(call.where());
    line("    window (" + FactText.time(range.after()) + ", " + FactText.time(range.last()) + "]");
    int counted = 0;
    Map<String, Integer> kinds = new LinkedHashMap<>();
    int latest = call.window().facts();
    for (int index = history.size() - 1; index >= 0; index--) {
      int fact = history.fact(index);
      String reason = range.whyNot(index, condition);
      if (reason.isEmpty() && counted == latest) {
        reason = "older than the last " + latest;
      }
      counted += reason.isEmpty() ? 1 : 0;
      String kind = reason.isEmpty() ? "counts" : "out: " + withoutTime(reason);
      if (kinds.merge(kind, 1, Integer::sum) <= LISTED) {
        line("    " + (reason.isEmpty() ? kind : "out: " + reason) + "  " + described(fact));
      }
    }
    kinds.forEach(this::others);
    line("    " + counted + " of " + history.size() + " facts count");
    if (latest == Integer.MAX_VALUE && range.high() - range.low() >= FoldGroup.LONG) {
      tiles(history, range, call, condition);
    }
  }

  /** How a long window is answered: by partial folds where all facts of a run count alike. */
  private void tiles(KeyHistory history, Range range, FeatureCall call, int condition) {
    if (call.input() != null && Accumulators.canRemove(call.function())) {
      line("    kept for the question before, and moved from its window to this one");
      return;
    }
    int[] counts = new int[3];
    new LongRanges(table, condition, List.of(), new int[0])
        .walk(
            history,
            range,
            new Tiles(),
            new LongRanges.Taker() {
              @Override
              public void fact(int fact) {
                counts[0]++;
              }

              @Override
              public void tile(int slot, int width) {
                counts[width == Tiles.WIDE ? 2 : 1]++;
              }

              @Override
              public void out(int fact) {
                // Counts neither by itself nor in a tile.
              }
            });
    line(
        "    folded from "
            + counts[2]
            + " tiles of "
            + Tiles.WIDE
            + " facts, "
            + counts[1]
            + " of "
            + Tiles.NARROW
            + ", and "
            + counts[0]
            + " single facts");
  }

  /** What is not known yet is of one kind, whenever it comes to be known. */
  private static String withoutTime(String reason) {
    return reason.startsWith(Range.NOT_KNOWN) ? Range.NOT_KNOWN : reason;
  }

  private void others(String kind, int facts) {
    if (facts > LISTED) {
      line("    and " + (facts - LISTED) + " older ones: " + kind);
    }
  }

  private String described(int fact) {
    StringBuilder described = new StringBuilder(FactText.time(table.time[fact]));
    if (!table.isUpsert(fact)) {
      described.append(table.isDelete(fact) ? " delete" : " retraction");
    }
    List<Component> columns = table.layout().columns();
    for (Component column : columns) {
      described
          .append(' ')
          .append(column.name())
          .append('=')
          .append(table.block().value(column.index(), fact));
    }
    return described.toString();
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
