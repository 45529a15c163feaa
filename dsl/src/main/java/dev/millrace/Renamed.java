package dev.millrace;

import dev.millrace.plan.Step;
import java.util.Optional;

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
          earlierPart(s, s.name(), name),
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

  /** The parts of an as-of join that asks by several keys bear the name of the whole. */
  private static Step earlierPart(Step.AsOf step, String whole, String name) {
    if (step.before().isEmpty() || !(step.rows() instanceof Step.AsOf earlier)) {
      return step.rows();
    }
    return new Step.AsOf(
        name + earlier.name().substring(whole.length()),
        earlier.site(),
        earlierPart(earlier, whole, name),
        earlier.asking(),
        earlier.key(),
        earlier.uses(),
        earlier.before(),
        earlier.shape(),
        earlier.targets());
  }

  /** The part of an as-of join before this one, if there is one. */
  static Optional<Step> earlierPart(Step step) {
    return step instanceof Step.AsOf part && !part.before().isEmpty()
        ? Optional.of(part.rows())
        : Optional.empty();
  }
}
