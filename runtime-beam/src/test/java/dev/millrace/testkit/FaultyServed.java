package dev.millrace.testkit;

import dev.millrace.plan.FactWindow;
import dev.millrace.plan.FeatureCall;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.Component;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Evaluators that are wrong on purpose, so that a contract can be seen to fail. */
class FaultyServed implements Served {
  final ServedByEvaluator right;

  FaultyServed(ViewDefinition view) {
    right = new ServedByEvaluator(view);
  }

  /** The same view with all windows so many microseconds longer. */
  static ViewDefinition longer(ViewDefinition view, long micros) {
    return windows(
        view, of -> new FactWindow(of.length() + micros, of.facts(), of.offset(), of.hop()));
  }

  static ViewDefinition withoutGrid(ViewDefinition view) {
    return windows(view, of -> new FactWindow(of.length(), of.facts(), of.offset(), 0));
  }

  static ViewDefinition withoutOffset(ViewDefinition view) {
    return windows(view, of -> new FactWindow(of.length(), of.facts(), 0, of.hop()));
  }

  private static ViewDefinition windows(ViewDefinition view, UnaryOperator<FactWindow> other) {
    List<FeatureCall> calls = view.calls().stream().map(call -> window(call, other)).toList();
    return changed(view, view.id(), calls);
  }

  static ViewDefinition withoutIds(ViewDefinition view) {
    return changed(view, List.of(), view.calls());
  }

  private static FeatureCall window(FeatureCall call, UnaryOperator<FactWindow> other) {
    return new FeatureCall(
        call.function(),
        call.input(),
        call.parameter(),
        call.part(),
        call.where(),
        other.apply(call.window()),
        call.edits(),
        call.target());
  }

  private static ViewDefinition changed(
      ViewDefinition view, List<Component> id, List<FeatureCall> calls) {
    return new ViewDefinition(
        view.name(),
        view.version(),
        view.facts(),
        view.key(),
        view.keyType(),
        view.time(),
        view.availability(),
        view.sequence(),
        id,
        view.kind(),
        view.ttl(),
        view.features(),
        calls,
        view.derived(),
        view.statuses());
  }

  /** One that sees other facts than it is told. */
  static <T> FaultyServed seeing(
      ViewDefinition view, Class<T> type, UnaryOperator<@Nullable T> other) {
    return new FaultyServed(view) {
      @Override
      public void update(Object fact) {
        T seen = other.apply(type.cast(fact));
        if (seen != null) {
          right.update(seen);
        }
      }
    };
  }

  @Override
  public void update(Object fact) {
    right.update(fact);
  }

  @Override
  public Found ask(@Nullable Object key, long at) {
    return right.ask(key, at);
  }

  @Override
  public List<Found> askAll(List<? extends @Nullable Object> keys, long at) {
    return right.askAll(keys, at);
  }

  @Override
  public Optional<byte[]> state(Object key) {
    return right.state(key);
  }

  @Override
  public void restore(byte[] state) {
    right.restore(state);
  }

  @Override
  public void evict(long horizon) {
    right.evict(horizon);
  }
}
