package dev.millrace.plan;

import dev.millrace.record.Component;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Which columns of a step's rows are read by the steps behind it. Typed steps name theirs; code and
 * sinks are given whole rows, and so is every step that is not known here to need less.
 */
final class ColumnsRead {
  private final Plan plan;
  private final BitSet read = new BitSet();
  private final Set<Step> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<Component> components;

  private ColumnsRead(Plan plan, Step step) {
    this.plan = plan;
    this.components = step.shape().components();
  }

  /** In the order of the shape. */
  static List<Component> of(Plan plan, Step step) {
    ColumnsRead columns = new ColumnsRead(plan, step);
    columns.behind(step);
    return columns.components.stream().filter(each -> columns.read.get(each.index())).toList();
  }

  private void behind(Step step) {
    for (Step consumer : plan.consumers(step)) {
      if (seen.add(consumer)) {
        consumer(consumer);
      }
    }
  }

  /** A consumer that hands on the rows it gets is followed: they have the same columns. */
  private void consumer(Step step) {
    if (step instanceof Step.Union) {
      behind(step);
    } else if (step instanceof Step.Timestamps timestamps) {
      add(timestamps.column());
      behind(step);
    } else if (step instanceof ByRules checked) {
      checked.rules().forEach(this::rule);
      behind(step);
    } else if (step instanceof Step.Aggregate aggregate) {
      aggregate(aggregate);
    } else {
      all();
    }
  }

  private void rule(Rule rule) {
    if (rule instanceof Rule.NotNull notNull) {
      add(notNull.column());
    } else if (rule instanceof Rule.InRange inRange) {
      add(inRange.column());
    } else if (rule instanceof Rule.OneOf oneOf) {
      add(oneOf.column());
    } else if (rule instanceof Rule.Matches matches) {
      add(matches.column());
    } else if (rule instanceof Rule.Compare compare) {
      add(compare.left());
      add(compare.right());
    } else {
      all();
    }
  }

  private void aggregate(Step.Aggregate step) {
    add(step.key());
    for (AggregateCall call : step.calls()) {
      if (call.where() != null || call.function().readsWholeRows()) {
        all();
      } else if (call.input() != null) {
        add(call.input());
      }
    }
  }

  private void add(Component column) {
    read.set(column.index());
  }

  private void add(Collection<Component> columns) {
    columns.forEach(this::add);
  }

  private void all() {
    add(components);
  }
}
