package dev.millrace.plan;

import dev.millrace.code.CodeFingerprint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What can only be seen of a graph as a whole. */
final class PlanChecks {
  private final String pipeline;
  private final List<Step> created;
  private final List<Problem> problems = new ArrayList<>();

  private PlanChecks(String pipeline, List<Step> created) {
    this.pipeline = pipeline;
    this.created = created;
  }

  static List<Problem> check(String pipeline, List<Step> created) {
    PlanChecks checks = new PlanChecks(pipeline, created);
    checks.somethingIsWritten();
    checks.everyStepLeadsToASink();
    checks.stepNamesAreUnique();
    checks.portsAreUnique();
    checks.functionsCanBeSent();
    checks.valuesCanBeSent();
    checks.rowsAheadHaveAPlace();
    checks.tablesAreMadeRowByRow();
    checks.unionsTakeEachCollectionOnce();
    checks.viewsHaveTitlesOfTheirOwn();
    return checks.problems;
  }

  private void somethingIsWritten() {
    if (created.stream().noneMatch(Step.Write.class::isInstance)) {
      problems.add(
          new Problem(
              PlanCode.NO_SINK,
              "pipeline '" + pipeline + "'",
              "No step writes to a sink",
              "a pipeline without a sink does nothing",
              "end a collection with .to(Sink.of(\"name\", Type.class))"));
    }
  }

  private void everyStepLeadsToASink() {
    Set<Step> useful = Collections.newSetFromMap(new IdentityHashMap<>());
    created.stream().filter(Step.Write.class::isInstance).forEach(step -> mark(step, useful));
    Set<Step> hasConsumer = Collections.newSetFromMap(new IdentityHashMap<>());
    created.forEach(step -> hasConsumer.addAll(step.inputs()));
    for (Step step : created) {
      // Only the last step of a dead end is named: the ones before it lead nowhere because of it.
      if (!useful.contains(step) && !hasConsumer.contains(step)) {
        problems.add(
            new Problem(
                PlanCode.LEADS_NOWHERE,
                place(step),
                "Its rows go nowhere",
                "a step whose result nobody uses is a mistake more often than a wish",
                "write them with .to(sink), use them in another step, or delete the step"));
      }
    }
  }

  private static void mark(Step step, Set<Step> useful) {
    if (useful.add(step)) {
      step.inputs().forEach(input -> mark(input, useful));
    }
  }

  private void stepNamesAreUnique() {
    Map<String, Step> first = new LinkedHashMap<>();
    for (Step step : created) {
      Step other = first.putIfAbsent(step.name(), step);
      boolean isTold = step instanceof Step.Write write && write.isOnline();
      if (other != null && !isTold) {
        problems.add(sameName(step, other));
      }
    }
  }

  private static Problem sameName(Step step, Step other) {
    boolean port = step instanceof Step.Read || step instanceof Step.Write;
    return new Problem(
        PlanCode.DUPLICATE_STEP,
        place(step),
        "Another step has the same name, at " + other.site(),
        "fingerprints, counters and state are kept by step name, which must not depend on order",
        step instanceof Step.Read
            ? "read the source once and use the collection twice"
            : step instanceof Step.States
                ? "unite the facts with union before feature(..), or serve them by another port"
                : port
                    ? "unite the collections with union before writing, or write to another sink"
                    : "name one of them: .named(\"what it is for\") right after the step");
  }

  private void portsAreUnique() {
    Map<String, String> kinds = new LinkedHashMap<>();
    for (Step step : created) {
      if (step instanceof Step.Read read) {
        claim(kinds, read.port(), "source", step);
      } else if (step instanceof Step.Write write) {
        claim(kinds, write.port(), write.isOnline() ? "online view" : "sink", step);
      }
      if (Plan.invalidOf(step) instanceof Invalid.Quarantined quarantined) {
        claim(kinds, quarantined.port(), "quarantine", step);
      }
    }
  }

  private void claim(Map<String, String> kinds, String port, String kind, Step step) {
    String other = kinds.putIfAbsent(port, kind);
    if (other != null && !other.equals(kind)) {
      problems.add(
          new Problem(
              PlanCode.DUPLICATE_PORT,
              place(step),
              "The name '" + port + "' is both " + withArticle(other) + " and " + withArticle(kind),
              "bindings, manifests and summaries name ports by their name alone",
              "give one of them another name"));
    }
  }

  private static String withArticle(String kind) {
    return (kind.startsWith("o") ? "an " : "a ") + kind;
  }

  private void functionsCanBeSent() {
    for (Step step : created) {
      step.code()
          .forEach(
              (role, fn) -> {
                for (String capture : CodeFingerprint.unserialisableCaptures(fn.function())) {
                  problems.add(
                      new Problem(
                          PlanCode.CAPTURE_NOT_SERIALISABLE,
                          place(step),
                          "The function of "
                              + role
                              + " captures "
                              + capture
                              + ", which cannot be serialised",
                          "functions are sent to the workers that run them",
                          "use a static method, capture only plain values, or create the object inside the function"));
                }
              });
    }
  }

  private void valuesCanBeSent() {
    for (Step step : created) {
      values(step).forEach((where, values) -> canBeSent(step, where, values));
    }
  }

  /** The values of a step's definition that travel with it, by what they belong to. */
  private static Map<String, List<?>> values(Step step) {
    Map<String, List<?>> values = new LinkedHashMap<>();
    if (step instanceof ByRules checked) {
      checked.rules().forEach(rule -> values.put("rule \"" + rule.id() + "\"", rule.values()));
    } else if (step instanceof Step.Aggregate aggregate) {
      for (AggregateCall call : aggregate.calls()) {
        if (call.orElse() != null) {
          values.put("orElse of " + call.target().name(), List.of(call.orElse()));
        }
      }
    } else if (step instanceof Step.AsOf asOf) {
      asOf.uses().forEach(use -> values.putAll(values(use.view())));
    } else if (step instanceof Step.States states) {
      values.putAll(values(states.view()));
    }
    return values;
  }

  private static Map<String, List<?>> values(ViewDefinition view) {
    Map<String, List<?>> values = new LinkedHashMap<>();
    for (FeatureCall call : view.calls()) {
      List<Object> instead =
          call.edits().stream()
              .filter(FeatureCall.OrElse.class::isInstance)
              .map(edit -> ((FeatureCall.OrElse) edit).value())
              .toList();
      values.put("orElse of " + call.target().name() + " in " + view.title(), instead);
    }
    return values;
  }

  private void canBeSent(Step step, String where, List<?> values) {
    Set<String> reported = new TreeSet<>();
    for (Object value : values) {
      for (String part : CodeFingerprint.unserialisable(value)) {
        if (reported.add(part)) {
          problems.add(
              new Problem(
                  PlanCode.CAPTURE_NOT_SERIALISABLE,
                  place(step),
                  "The " + where + " holds " + part + ", which cannot be serialised",
                  "definitions are sent to the workers that run them",
                  "let the type implement Serializable, or say it in code: a check, or a map behind"
                      + " the aggregation"));
        }
      }
    }
  }

  private void rowsAheadHaveAPlace() {
    for (Step step : created) {
      if (step instanceof Step.Timestamps timestamps
          && timestamps.ahead() != Long.MAX_VALUE
          && timestamps.late() == null) {
        problems.add(
            new Problem(
                PlanCode.LATE_UNDECIDED,
                place(step),
                "Rows too far ahead have nowhere to go",
                "rows that are refused are kept, and no step before this one has a quarantine",
                "say where: Lateness.of(..).atMostAhead(..).lateTo(Quarantine.of(\"late\"))"));
      }
    }
  }

  /** A worker makes a table for itself, out of nothing but its source. */
  private void tablesAreMadeRowByRow() {
    for (Step step : created) {
      if (step instanceof Step.Lookup lookup) {
        Step from = lookup.table();
        while (isRowWise(from)) {
          from = from.inputs().get(0);
        }
        if (!(from instanceof Step.Read)) {
          problems.add(
              new Problem(
                  PlanCode.TABLE_NOT_ROW_WISE,
                  place(lookup),
                  "Its table comes from " + from.name(),
                  "a worker makes a table for itself, row by row, from one source",
                  "write what "
                      + from.name()
                      + " gives to a sink, and read it in another pipeline"));
        }
      }
    }
  }

  private static boolean isRowWise(Step step) {
    return step instanceof Step.MapRows
        || step instanceof Step.TryMap
        || step instanceof Step.FlatMap
        || step instanceof Step.Filter
        || step instanceof Step.FilterByRules
        || step instanceof Step.Validate
        || step instanceof Step.Lookup;
  }

  private void unionsTakeEachCollectionOnce() {
    for (Step step : created) {
      if (step instanceof Step.Union union) {
        Set<Step> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Step> twice = new LinkedHashSet<>();
        union.inputs().stream().filter(input -> !seen.add(input)).forEach(twice::add);
        twice.forEach(input -> problems.add(united(union, input)));
      }
    }
  }

  private static Problem united(Step.Union union, Step input) {
    return new Problem(
        PlanCode.UNION_TWICE,
        place(union),
        "It unites " + place(input) + " with itself",
        "every row would be there twice under one id, and the second would count as a mistake",
        "unite each collection once; to double rows on purpose, write flatMap(Type.class, row -> List.of(row, row))");
  }

  private void viewsHaveTitlesOfTheirOwn() {
    Map<String, String> fingerprints = new LinkedHashMap<>();
    for (Step step : created) {
      for (ViewDefinition view : viewsOf(step)) {
        String fingerprint = view.fingerprint();
        if (!fingerprints.getOrDefault(view.title(), fingerprint).equals(fingerprint)) {
          problems.add(otherView(step, view.title()));
        }
        fingerprints.put(view.title(), fingerprint);
      }
    }
  }

  private static List<ViewDefinition> viewsOf(Step step) {
    if (step instanceof Step.AsOf asOf) {
      return asOf.uses().stream().map(ViewUse::view).toList();
    }
    return step instanceof Step.States states ? List.of(states.view()) : List.of();
  }

  private static Problem otherView(Step step, String title) {
    return new Problem(
        PlanCode.VIEW_TITLE,
        place(step),
        (step instanceof Step.States ? "It serves " : "It asks ")
            + title
            + ", and another view has this name and version",
        "stores, manifests and logs know a view by its name and version",
        "give one of them another name, or the next version");
  }

  /** A step and its line, as problems name it. */
  static String place(Step step) {
    return step.name() + " (" + step.site() + ")";
  }
}
