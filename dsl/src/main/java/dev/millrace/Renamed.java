package dev.millrace;

import dev.millrace.plan.Step;

/** The same step under another name. */
final class Renamed {
  private Renamed() {}

  static Step of(Step step, String name) {
    if (step instanceof Step.Read s) {
      return new Step.Read(name, s.site(), s.port(), s.derivedFrom(), s.shape());
    } else if (step instanceof Step.MapRows s) {
      return new Step.MapRows(name, s.site(), s.input(), s.fn(), s.shape());
    } else if (step instanceof Step.TryMap s) {
      return new Step.TryMap(name, s.site(), s.input(), s.fn(), s.shape(), s.invalid());
    } else if (step instanceof Step.FlatMap s) {
      return new Step.FlatMap(name, s.site(), s.input(), s.fn(), s.shape());
    } else if (step instanceof Step.Filter s) {
      return new Step.Filter(name, s.site(), s.input(), s.condition(), s.fn());
    } else if (step instanceof Step.FilterByRules s) {
      return new Step.FilterByRules(name, s.site(), s.input(), s.condition(), s.rules());
    } else if (step instanceof Step.Validate s) {
      return new Step.Validate(name, s.site(), s.input(), s.rules(), s.invalid());
    } else if (step instanceof Step.Timestamps s) {
      return new Step.Timestamps(
          name, s.site(), s.input(), s.column(), s.lateness(), s.ahead(), s.late());
    } else if (step instanceof Step.Lookup s) {
      return new Step.Lookup(
          name, s.site(), s.input(), s.table(), s.key(), s.tableKey(), s.fn(), s.shape());
    } else if (step instanceof Step.Union s) {
      return new Step.Union(name, s.site(), s.inputs());
    } else if (step instanceof Step.Aggregate s) {
      return new Step.Aggregate(
          name,
          s.site(),
          s.input(),
          s.key(),
          s.window(),
          s.shape(),
          s.keyTargets(),
          s.start(),
          s.end(),
          s.day(),
          s.calls());
    } else if (step instanceof Step.Join s) {
      return new Step.Join(
          name,
          s.site(),
          s.left(),
          s.right(),
          s.leftKey(),
          s.rightKey(),
          s.window(),
          s.kind(),
          s.fn(),
          s.shape());
    } else if (step instanceof Step.Foreign s) {
      return new Step.Foreign(
          name, s.site(), s.input(), s.transform(), s.fn(), s.shape(), s.time());
    } else if (step instanceof Step.AsOf s) {
      return new Step.AsOf(
          name,
          s.site(),
          s.rows(),
          s.asking(),
          s.key(),
          s.uses(),
          s.before(),
          s.shape(),
          s.targets());
    } else if (step instanceof Step.Deduplicate s) {
      return new Step.Deduplicate(name, s.site(), s.input(), s.key(), s.horizon());
    }
    throw new IllegalArgumentException("a " + step.name() + " has its name from its port");
  }
}
