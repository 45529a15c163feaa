package dev.millrace.testkit;

import dev.millrace.feature.FeatureAnswer;
import dev.millrace.feature.FeatureEvaluator;
import dev.millrace.feature.FeatureStatus;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.Component;
import dev.millrace.record.Shape;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The evaluator of a view, asked in microseconds. */
final class ServedByEvaluator implements Served {
  private final ViewDefinition view;
  private final FeatureEvaluator<Object, Object, Object> evaluator;

  ServedByEvaluator(ViewDefinition view) {
    this.view = view;
    @SuppressWarnings("unchecked") // rows and keys are made by the view's own shapes
    Class<Object> features = (Class<Object>) view.features().type();
    this.evaluator = FeatureEvaluator.of(view, features);
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  @Override
  public void update(Object fact) {
    evaluator.update(fact);
  }

  @Override
  public Found ask(@Nullable Object key, long at) {
    FeatureAnswer<Object> answer = evaluator.ask(key, instant(at));
    Shape<?> shape = view.features();
    List<@Nullable FeatureStatus> statuses = new ArrayList<>();
    for (Component component : shape.components()) {
      boolean holdsOne =
          view.statuses().stream().anyMatch(status -> status.target().equals(component));
      statuses.add(holdsOne ? null : answer.status(component));
    }
    return Found.of(shape, answer.features(), statuses);
  }

  @Override
  public List<Found> askAll(List<? extends @Nullable Object> keys, long at) {
    List<@Nullable FeatureStatus> none =
        Collections.nCopies(view.features().components().size(), null);
    return evaluator.getAll(keys, instant(at)).stream()
        .map(features -> Found.of(view.features(), features, none))
        .toList();
  }

  @Override
  public Optional<byte[]> state(Object key) {
    return evaluator.state(key);
  }

  @Override
  public void restore(byte[] state) {
    evaluator.restore(state);
  }

  @Override
  public void evict(long horizon) {
    evaluator.evict(instant(horizon));
  }

  String explain(@Nullable Object key, long at) {
    return evaluator.explain(key, instant(at));
  }
}
