package dev.millrace.feature;

import dev.millrace.plan.Bound;
import dev.millrace.plan.FactLayout;
import dev.millrace.plan.FactWindow;
import dev.millrace.plan.Knowledge;
import dev.millrace.plan.Times;
import dev.millrace.plan.ViewDefinition;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The keys of an evaluator that share a lock, and their facts. Thread-safe. */
final class ServingPartition {
  private final ViewDefinition view;
  private final HistoryState states;
  private final FactTable table;
  private final ViewFolds folds;
  private final Questions questions = new Questions();
  private final Map<KeyBytes, KeyHistory> histories = new HashMap<>();
  private final KeyHistory nobody;

  /** The least time of questions about a key whose state has forgotten something. */
  private final Map<KeyBytes, Long> answersFrom = new HashMap<>();

  private long horizon = Long.MIN_VALUE;

  /** Facts in the table that belong to nobody any more. */
  private int unused;

  /**
   * @param states of the same view
   */
  ServingPartition(ViewDefinition view, HistoryState states) {
    this.view = view;
    this.states = states;
    this.table = new FactTable(view, new FactLayout(view));
    this.folds = new ViewFolds(view, table, Bound.CLOSED, Knowledge.AS_SERVED);
    this.nobody = newHistory();
  }

  private KeyHistory newHistory() {
    return new KeyHistory(!view.id().isEmpty());
  }

  synchronized void update(KeyBytes key, FactReader fact) {
    KeyHistory history = histories.computeIfAbsent(key, each -> newHistory());
    int place = table.add(fact);
    if (!history.insert(table, place)) {
      table.truncate(place);
    }
  }

  synchronized Answers answer(List<@Nullable KeyBytes> keys, long time) {
    try {
      for (KeyBytes key : keys) {
        mustBeKept(key, time);
        questions.add(key == null ? null : histories.getOrDefault(key, nobody), time, null);
      }
      return folds.answer(questions);
    } finally {
      questions.clear();
    }
  }

  private void mustBeKept(@Nullable KeyBytes key, long time) {
    if (time < horizon) {
      throw tooEarly(time, "facts were evicted for questions from " + FactText.time(horizon));
    }
    if (key != null && time < answersFrom.getOrDefault(key, Long.MIN_VALUE)) {
      throw tooEarly(
          time,
          "the state of the key answers questions from "
              + FactText.time(answersFrom.getOrDefault(key, Long.MIN_VALUE)));
    }
  }

  private IllegalArgumentException tooEarly(long time, String why) {
    return new IllegalArgumentException(
        view.title()
            + " is asked for "
            + FactText.time(time)
            + ", but "
            + why
            + " on: what only earlier ones could see is forgotten. Ask for that time or a later one;"
            + " what was known earlier, a pipeline answers (asOf)");
  }

  synchronized void evict(long before) {
    if (before <= horizon) {
      return;
    }
    horizon = before;
    long reach = view.reach();
    if (reach == FactWindow.FOREVER) {
      return;
    }
    // A question that sees what lies before its time looks one microsecond further back.
    long last = Times.minus(Times.minus(before, 1), reach);
    Iterator<KeyHistory> each = histories.values().iterator();
    while (each.hasNext()) {
      KeyHistory history = each.next();
      int unused = history.forget(table, last, before, Times.minus(last, reach));
      Departed departed = history.departed();
      if (history.size() == 0 && departed != null && departed.last() <= Times.minus(last, reach)) {
        history.clear();
        each.remove();
      }
    }
    answersFrom.values().removeIf(from -> from <= before);
    compact();
  }

  /** Moves the facts together that still belong to somebody. */
  private void compact() {
    int[] places = new int[table.size()];
    Arrays.fill(places, -1);
    for (KeyHistory history : histories.values()) {
      for (int fact : history.places()) {
        places[fact] = fact;
      }
    }
    int live = 0;
    for (int place = 0; place < places.length; place++) {
      if (places[place] >= 0) {
        table.move(place, live);
        places[place] = live++;
      }
    }
    table.truncate(live);
    unused = 0;
    histories.values().forEach(history -> history.relocate(table, places));
  }

  synchronized Optional<byte[]> state(KeyBytes key) {
    KeyHistory history = histories.get(key);
    return history == null
        ? Optional.empty()
        : Optional.of(states.write(key, table, history, from(key)));
  }

  private long from(KeyBytes key) {
    return Math.max(horizon, answersFrom.getOrDefault(key, Long.MIN_VALUE));
  }

  synchronized void restore(KeyBytes key, byte[] state) {
    KeyHistory history = newHistory();
    long from = read(state, history);
    release(histories.put(key, history));
    if (from == Long.MIN_VALUE) {
      answersFrom.remove(key);
    } else {
      answersFrom.put(key, from);
    }
  }

  synchronized void forget(KeyBytes key) {
    answersFrom.remove(key);
    release(histories.remove(key));
  }

  private void release(@Nullable KeyHistory history) {
    if (history != null) {
      unused += history.size();
      history.clear();
    }
    if (unused > table.size() / 2) {
      compact();
    }
  }

  private long read(byte[] state, KeyHistory history) {
    int before = table.size();
    boolean isRead = false;
    try {
      long from = states.read(state, table, history);
      isRead = true;
      return from;
    } finally {
      if (!isRead) {
        table.truncate(before);
      }
    }
  }

  synchronized String explain(KeyBytes key, long time) {
    mustBeKept(key, time);
    KeyHistory history = histories.getOrDefault(key, nobody);
    return new Explanation(view, table, Bound.CLOSED, Knowledge.AS_SERVED).of(history, time);
  }

  synchronized long facts() {
    return table.size();
  }

  synchronized long bytes() {
    long bytes = table.bytes();
    for (KeyHistory history : histories.values()) {
      bytes += history.bytes();
    }
    return bytes;
  }
}
