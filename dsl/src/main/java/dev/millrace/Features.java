package dev.millrace;

import dev.millrace.feature.KeyState;
import dev.millrace.plan.Plan;
import dev.millrace.plan.PlanCode;
import dev.millrace.plan.Step;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.Shape;
import java.util.Optional;

/**
 * The history of a view's features: for every key and every time, the values that its facts give.
 * Nothing is computed until somebody asks: {@link Events#asOf}, or whoever {@link #to serves} them.
 *
 * <p>Immutable.
 *
 * @param <K> the key's type
 * @param <F> the features
 */
@CheckReturnValue
public final class Features<K, F> {
  private final Node<?> facts;
  private final FeatureView<K, ?, F> view;
  private final Unfinished begun;

  private Features(Node<?> facts, FeatureView<K, ?, F> view, Unfinished begun) {
    this.facts = facts;
    this.view = view;
    this.begun = begun;
  }

  static <K, F> Features<K, F> of(Node<?> facts, FeatureView<K, ?, F> view, String site) {
    Graph graph = facts.graph();
    graph.problemsOf(view);
    view.resolved()
        .ifPresent(of -> facts.step().ifPresent(step -> mustGoByTheTimeOf(step, of, graph, site)));
    Unfinished begun =
        graph.begin(
            "feature:" + view.title(),
            site,
            "The features are asked by nobody",
            "ask for them with asOf(key, features), let them be served with to(onlineView), or delete"
                + " the feature(..)");
    return new Features<>(facts, view, begun);
  }

  /** A problem where it can be seen that a view goes by another time than its facts. */
  private static void mustGoByTheTimeOf(Step facts, ViewDefinition view, Graph graph, String site) {
    Step from = facts;
    while (Plan.keepsRows(from) && !(from instanceof Step.Timestamps)) {
      from = from.inputs().get(0);
    }
    String step = "feature:" + view.title();
    if (from instanceof Step.Union) {
      from.inputs().forEach(input -> mustGoByTheTimeOf(input, view, graph, site));
    } else if (from instanceof Step.Timestamps timestamps) {
      if (!timestamps.column().equals(view.time())) {
        otherTime(graph, step, site, view, "that of the facts is " + timestamps.column().name());
      }
    } else if (from instanceof Step.Foreign foreign) {
      if (!foreign.time().equals(view.time())) {
        otherTime(graph, step, site, view, "that of the facts is " + foreign.time().name());
      }
    } else if (from instanceof Step.Aggregate) {
      otherTime(graph, step, site, view, "that of the facts is the last microsecond of a window");
    }
  }

  private static void otherTime(
      Graph graph, String step, String site, ViewDefinition view, String ofFacts) {
    graph.problem(
        PlanCode.VIEW_TIME,
        step,
        site,
        "The view's time is " + view.time().name() + ", and " + ofFacts,
        "rows are waited for by their event time: a view that goes by another one would see other"
            + " facts in a stream than in a batch",
        "name the same column in timestamps(..) and in the view's at(..); map the results of"
            + " windows to rows that hold the window's end less a microsecond");
  }

  /**
   * Has them served: for each key with facts, what its features are computed from is written to a
   * port, at the end of a batch, and in a stream with each unit of publication in which the key has
   * facts.
   */
  public void to(OnlineView<K, F> port) {
    begun.finish();
    String site = CallSite.here();
    view.resolved().ifPresent(of -> facts.step().ifPresent(step -> serve(step, of, port, site)));
  }

  private void serve(Step step, ViewDefinition of, OnlineView<K, F> port, String site) {
    String name = "online:" + port.name();
    graph().problemsOf(port.view());
    if (port.view().resolved().filter(other -> isSame(of, other)).isEmpty()) {
      graph()
          .problem(
              PlanCode.ONLINE_VIEW,
              name,
              site,
              "It serves " + port.view().title() + ", and is given the features of " + view.title(),
              "what is kept of one version of a view answers nothing for another",
              "write the features of the port's own view to it, or make a port for this one");
      return;
    }
    Step states =
        graph().add(new Step.States(name, site, step, port.name(), of, Shape.of(KeyState.class)));
    Step unused = graph().add(new Step.Write("write:" + port.name(), site, states, port.name()));
  }

  private static boolean isSame(ViewDefinition one, ViewDefinition other) {
    return one.title().equals(other.title()) && one.fingerprint().equals(other.fingerprint());
  }

  Graph graph() {
    return facts.graph();
  }

  Optional<Step> facts() {
    return facts.step();
  }

  Optional<ViewDefinition> view() {
    return view.resolved();
  }

  String title() {
    return view.title();
  }

  /** Somebody asks for them. */
  void use() {
    begun.finish();
  }
}
