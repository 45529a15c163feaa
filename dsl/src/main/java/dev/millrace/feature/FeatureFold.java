package dev.millrace.feature;

import dev.millrace.plan.FeatureCall;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.ComponentCodec;
import dev.millrace.record.Shape;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** One feature at work: from what was folded to the value of its component. Not thread-safe. */
final class FeatureFold {
  private final ViewDefinition view;
  private final FeatureCall call;
  private final FoldGroup group;
  private final @Nullable GroupFold fold;
  private final FoldGroup.@Nullable PartCount part;
  private final ComponentCodec target;

  FeatureFold(
      ViewDefinition view,
      FeatureCall call,
      FoldGroup group,
      @Nullable GroupFold fold,
      FoldGroup.@Nullable PartCount part) {
    this.view = view;
    this.call = call;
    this.group = group;
    this.fold = fold;
    this.part = part;
    Shape<?> features = view.features();
    this.target = features.codec(call.target().index());
  }

  FeatureCall call() {
    return call;
  }

  /** Appends the value for a question. */
  void append(int question, long time, ColumnBuilder into) {
    if (call.edits().isEmpty() && fold != null && hasResult(question) && fold.isInSlot(question)) {
      fold.append(question, into);
    } else {
      target.append(value(question, time), into);
    }
  }

  FeatureStatus status(int question) {
    FeatureStatus why = group.whyNothing(question);
    if (why != null) {
      return why;
    }
    return hasResult(question) ? FeatureStatus.PRESENT : FeatureStatus.NULL;
  }

  /** The event time of the newest fact that counts. */
  long newest(int question) {
    return group.last(question);
  }

  private boolean hasResult(int question) {
    if (fold != null) {
      return fold.hasResult(question);
    }
    return switch (call.function()) {
      case COUNT, RATE -> true;
      default -> group.count(question) > 0;
    };
  }

  private @Nullable Object value(int question, long time) {
    Object value = hasResult(question) ? result(question, time) : null;
    for (FeatureCall.Edit edit : call.edits()) {
      if (edit instanceof FeatureCall.OrElse orElse) {
        value = value == null ? orElse.value() : value;
      } else if (edit instanceof FeatureCall.Then then && value != null) {
        value = apply(then, value);
      }
    }
    return value;
  }

  private @Nullable Object apply(FeatureCall.Then then, Object value) {
    try {
      return then.fn().fn().apply(value);
    } catch (Exception e) {
      throw new FeatureException(
          view.title(), call.target().name() + " then \"" + then.name() + "\"", value, e);
    }
  }

  private @Nullable Object result(int question, long time) {
    return switch (call.function()) {
      case COUNT -> group.count(question);
      case RATIO ->
          part == null ? null : (double) part.of(question) / (double) group.count(question);
      case RATE -> rate(group.count(question));
      case SINCE_FIRST -> since(time, group.first(question));
      case SINCE_LAST -> since(time, group.last(question));
      default -> fold == null ? null : fold.result(question);
    };
  }

  /** So many facts in the window make so many in a period. */
  private double rate(long count) {
    long period = call.parameter() == null ? 1 : call.parameter().longValue();
    return (double) count * (double) period / (double) call.window().length();
  }

  private static Duration since(long time, long event) {
    return Duration.of(Math.subtractExact(time, event), ChronoUnit.MICROS);
  }
}
