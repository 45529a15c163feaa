package dev.millrace;

import dev.millrace.aggregate.AggregateFunction;
import dev.millrace.plan.AggregateCall.Where;
import dev.millrace.plan.FactWindow;
import dev.millrace.plan.FeatureCall;
import dev.millrace.plan.PlanCode;
import dev.millrace.record.Component;
import dev.millrace.record.ValueType;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is checked of each feature of a view. */
final class FeatureChecks {
  /** Each is a bit of a long. */
  private static final int MOST_CONDITIONS = 64;

  private final FactsDraft draft;

  FeatureChecks(FactsDraft draft) {
    this.draft = draft;
  }

  void check(FeatureCall call) {
    window(call);
    parameter(call);
    typeOf(call);
    mayBeNull(call);
    names(call);
  }

  private void window(FeatureCall call) {
    FactWindow window = call.window();
    boolean isLong = window.length() != FactWindow.FOREVER && window.length() > Window.LONGEST;
    String what = null;
    if (window.length() <= 0 || isLong) {
      what = "its window is not of a microsecond to 10,000 years";
    } else if (window.facts() < 1) {
      what = "it looks at fewer than one fact";
    } else if (window.offset() < 0 || window.offset() > Window.LONGEST) {
      what = "its offset is not of nothing to 10,000 years";
    } else if (window.offset() > 0 && window.offset() >= draft.ttl()) {
      what = "its offset is not shorter than the ttl, so no fact lives until it counts";
    } else if (window.hop() < 0 || window.hop() > window.length()) {
      what = "its hop is longer than the window, or not positive";
    } else if (window.hop() > 0 && window.length() == FactWindow.FOREVER) {
      what = "it has a hop, and no length";
    } else if (call.function() == AggregateFunction.RATE && window.length() == FactWindow.FOREVER) {
      what = "a rate needs a length of time";
    }
    if (what != null) {
      draft.problem(
          PlanCode.VIEW_WINDOW,
          call.describe() + ": " + what,
          "a window of length d counts a fact at T if T - d < e <= T",
          "write .over(Duration.ofDays(30)), .overAll() or .overLast(5); an offset of nothing or"
              + " more; a positive hop up to the length");
    }
  }

  private void parameter(FeatureCall call) {
    boolean isCount =
        switch (call.function()) {
          case TOP_K, FIRST_K, LAST_K -> true;
          default -> false;
        };
    if (isCount && Objects.requireNonNull(call.parameter()).intValue() < 1) {
      draft.problem(
          PlanCode.PARAMETER_RANGE,
          call.describe() + " asks for " + call.parameter() + " values",
          "a list without values says nothing",
          "give a k of at least 1");
    }
    // Turned around, so that a NaN is out of range too.
    if (call.function() == AggregateFunction.APPROX_QUANTILE
        && call.parameter() != null
        && !(call.parameter().doubleValue() >= 0 && call.parameter().doubleValue() <= 1)) {
      draft.problem(
          PlanCode.PARAMETER_RANGE,
          call.describe() + " asks for the rank " + call.parameter(),
          "a rank is the part of the values that lie at or below",
          "give a rank from 0 to 1: 0.5 for the median");
    }
    if (call.function() == AggregateFunction.RATE
        && Objects.requireNonNull(call.parameter()).longValue() <= 0) {
      draft.problem(
          PlanCode.PARAMETER_RANGE,
          call.describe() + " has a period that is not positive",
          "a rate is a number of facts for a period",
          "write rate(Duration.ofDays(1))");
    }
  }

  /** Javac accepts every two types that have a supertype in common, so it is asked here again. */
  private void typeOf(FeatureCall call) {
    Optional<FeatureCall.Then> last = Optional.empty();
    List<Object> instead = new ArrayList<>();
    for (FeatureCall.Edit edit : call.edits()) {
      if (edit instanceof FeatureCall.Then then) {
        last = Optional.of(then);
        instead.clear();
      } else if (edit instanceof FeatureCall.OrElse orElse) {
        instead.add(orElse.value());
      }
    }
    ValueType result = ResultType.of(call.function(), call.input());
    if (last.isPresent()) {
      gives(call.target(), call.describe(), last.get().fn().fn());
    } else if (!call.target().type().sameValuesAs(result)) {
      otherType(call.target(), call.describe(), result.describe());
    }
    for (Object value : instead) {
      if (!ResultType.boxed(call.target().type()).isInstance(value)) {
        otherType(call.target(), call.describe(), value.getClass().getSimpleName());
      }
    }
  }

  /** Whether a function of the author's gives what its component takes, as far as it tells. */
  void gives(Component target, String what, Serializable fn) {
    Class<?> wanted = ResultType.boxed(target.type());
    ResultType.ofFunction(fn)
        .filter(given -> given != Object.class && !wanted.isAssignableFrom(given))
        .ifPresent(given -> otherType(target, what, given.getSimpleName()));
  }

  private void otherType(Component target, String what, String given) {
    draft.problem(
        PlanCode.COMPONENT_TYPE,
        target.name() + " is " + target.type().describe() + ", but " + what + " gives " + given,
        "a component takes values of its own type",
        "give " + target.name() + " another type, or a value of type " + target.type().describe());
  }

  private void mayBeNull(FeatureCall call) {
    boolean isGuarded = call.edits().stream().anyMatch(FeatureCall.OrElse.class::isInstance);
    if (call.function().nullWhenEmpty() && !isGuarded && !call.target().nullable()) {
      draft.problem(
          PlanCode.RESULT_MAY_BE_NULL,
          call.describe() + " may be null, and " + call.target().name() + " may not",
          "a window in which no fact counts has no result",
          "say what it is then: .orElse(value), or make " + call.target().name() + " @Nullable");
    }
  }

  private void names(FeatureCall call) {
    nameOf(call.where(), call);
    nameOf(call.part(), call);
    for (FeatureCall.Edit edit : call.edits()) {
      if (edit instanceof FeatureCall.Then then && then.name().isBlank()) {
        noName("The function behind " + call.target().name());
      }
    }
  }

  private void nameOf(@Nullable Where condition, FeatureCall call) {
    if (condition != null && condition.name().isBlank()) {
      noName("The condition of " + call.target().name());
    }
  }

  private void noName(String what) {
    draft.problem(
        PlanCode.EMPTY_NAME,
        what + " has no name",
        "plans and lineage name what a feature depends on",
        "say what it is: .where(\"returned\", ..), .then(\"days\", ..)");
  }

  /** A fact remembers in a long which conditions it satisfies. */
  void conditions(List<FeatureCall> calls) {
    Set<Object> conditions = new HashSet<>();
    calls.stream()
        .flatMap(call -> Stream.of(call.where(), call.part()))
        .filter(Objects::nonNull)
        .forEach(condition -> conditions.add(condition.condition()));
    if (conditions.size() > MOST_CONDITIONS) {
      draft.problem(
          PlanCode.VIEW_CONDITIONS,
          "The view has " + conditions.size() + " conditions",
          "a fact remembers which it satisfies, in " + MOST_CONDITIONS + " bits",
          "share conditions between features, or make two views");
    }
  }
}
