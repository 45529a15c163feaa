package dev.millrace.testkit;

import dev.millrace.plan.FactWindow;
import dev.millrace.plan.FeatureCall;
import dev.millrace.plan.ViewDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The times at which a fact begins or ceases to count. */
final class WindowEdges {
  /** Windows beyond it have no edge that a history could reach. */
  private static final long FAR = Long.MAX_VALUE / 8;

  /**
   * An edge of what a question sees.
   *
   * @param words {@code the window's beginning, T - 30d}
   * @param at the last time outside of a beginning; the last inside of an end
   */
  record Edge(String words, long at, boolean isBeginning) {}

  private final ViewDefinition view;

  WindowEdges(ViewDefinition view) {
    this.view = view;
  }

  /** Those of a question at T; each time once. */
  List<Edge> of(long at) {
    Map<Long, Edge> edges = new LinkedHashMap<>();
    for (FeatureCall call : view.calls()) {
      addTo(edges, call.window(), at);
    }
    if (view.ttl() < FAR) {
      put(edges, new Edge("the end of the ttl", at - view.ttl(), true));
    }
    if (view.availability() != null && view.availability().column() == null) {
      long known = at - view.availability().delay();
      put(edges, new Edge("the latest fact that is known", known, false));
    }
    if (view.reach() < FAR) {
      put(edges, new Edge("the end of what is remembered", at - 2 * view.reach(), true));
    }
    return List.copyOf(edges.values());
  }

  private static void addTo(Map<Long, Edge> edges, FactWindow window, long at) {
    long last = window.last(at);
    put(edges, new Edge("the end of a window", last, false));
    if (window.length() < FAR) {
      put(edges, new Edge("the beginning of a window", window.after(last), true));
    }
  }

  private static void put(Map<Long, Edge> edges, Edge edge) {
    edges.putIfAbsent(edge.at(), edge);
  }

  /** The questions at which a fact of a time begins or ceases to count. */
  List<Long> questionsOf(long time) {
    TreeSet<Long> questions = new TreeSet<>(List.of(time));
    for (FeatureCall call : view.calls()) {
      FactWindow window = call.window();
      questions.add(time + window.offset());
      if (window.length() < FAR) {
        long start = window.hop() == 0 ? time : ceiling(time, window.hop());
        questions.add(start + window.length() + window.offset());
      }
    }
    if (view.ttl() < FAR) {
      questions.add(time + view.ttl());
    }
    if (view.availability() != null) {
      questions.add(time + view.availability().delay());
    }
    if (view.reach() < FAR) {
      questions.add(time + 2 * view.reach());
    }
    return List.copyOf(questions);
  }

  private static long ceiling(long time, long hop) {
    return -Math.floorDiv(-time, hop) * hop;
  }

  /** How far facts of a history lie apart: as far as a question sees, or some days. */
  long span() {
    long longest = 0;
    for (FeatureCall call : view.calls()) {
      FactWindow window = call.window();
      longest = window.length() < FAR ? Math.max(longest, window.reach()) : longest;
    }
    longest = Math.max(longest, view.ttl() < FAR ? view.ttl() : 0);
    return longest == 0 ? 10 * TimeText.DAY : longest;
  }

  /** The hops of the windows on a grid. */
  List<Long> hops() {
    return view.calls().stream()
        .map(call -> call.window().hop())
        .filter(hop -> hop > 0)
        .distinct()
        .toList();
  }
}
