package dev.millrace.testkit;

import dev.millrace.feature.ChangeKind;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.Component;
import dev.millrace.testkit.WindowEdges.Edge;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Finds what a small failure hangs on: the first of some changes to its facts that makes it right.
 */
final class CauseSearch {
  /** So near to an edge, in ticks, it is the edge that a fact is about. */
  private static final int NEAR = 1;

  private final ViewDefinition view;
  private final DrawnRows rows;
  private final ValuePools pools;
  private final DrawnKeys keys;
  private final Comparing comparing;

  /** A change, and what it says of the failure if it makes it right. */
  private record Change(Cause cause, History history) {}

  CauseSearch(
      ViewDefinition view, DrawnRows rows, ValuePools pools, DrawnKeys keys, Comparing comparing) {
    this.view = view;
    this.rows = rows;
    this.pools = pools;
    this.keys = keys;
    this.comparing = comparing;
  }

  Cause of(Failure failure) {
    return plain(failure).orElseGet(() -> changed(failure));
  }

  /** What can be seen without asking again: every fact of a small failure is needed for it. */
  private Optional<Cause> plain(Failure failure) {
    History history = failure.history();
    if (!failure.asked().hasKey()) {
      return Optional.of(Cause.NO_KEY);
    }
    if (history.facts().isEmpty()) {
      return Optional.of(Cause.EMPTY);
    }
    if (history.facts().stream().anyMatch(fact -> rows.kind(fact) == ChangeKind.DELETE)) {
      return Optional.of(Cause.DELETE);
    }
    if (history.facts().stream().anyMatch(fact -> rows.kind(fact) == ChangeKind.RETRACT)) {
      return Optional.of(Cause.RETRACTION);
    }
    boolean isTwice =
        !view.id().isEmpty()
            && history.facts().stream().map(this::id).distinct().count() < history.facts().size();
    return isTwice ? Optional.of(Cause.DUPLICATE) : Optional.empty();
  }

  private List<Object> id(DrawnFact fact) {
    return view.id().stream()
        .<Object>map(column -> Optional.ofNullable(RowValue.of(fact.value(column))))
        .toList();
  }

  private Cause changed(Failure failure) {
    List<Change> changes = changes(failure.history());
    if (changes.isEmpty()) {
      return Cause.OTHER;
    }
    List<History> histories = keys.apart(changes.stream().map(Change::history).toList());
    List<Optional<Failure>> still =
        comparing.failures(failure.way(), histories, failure.feature()::equals);
    for (int i = 0; i < changes.size(); i++) {
      if (still.get(i).isEmpty()) {
        return changes.get(i).cause();
      }
    }
    return Cause.OTHER;
  }

  /** The most telling first. */
  private List<Change> changes(History history) {
    List<Change> changes = new ArrayList<>();
    late(history, changes);
    ties(history, changes);
    edges(history, changes);
    availability(history, changes);
    values(history, changes);
    order(history, changes);
    return changes;
  }

  private void late(History history, List<Change> changes) {
    List<DrawnFact> inOrder =
        history.facts().stream().sorted(Comparator.comparingLong(rows::time)).toList();
    if (!inOrder.equals(history.facts())) {
      changes.add(new Change(Cause.LATE, history.with(inOrder)));
    }
  }

  private void ties(History history, List<Change> changes) {
    List<DrawnFact> facts = history.facts();
    for (int i = 0; i < facts.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (rows.time(facts.get(i)) == rows.time(facts.get(j))) {
          boolean isEqual =
              RowValue.of(rows.row(facts.get(i))).equals(RowValue.of(rows.row(facts.get(j))));
          DrawnFact apart = rows.at(facts.get(i), rows.time(facts.get(i)) - rows.tick());
          changes.add(new Change(isEqual ? Cause.DUPLICATE : Cause.TIE, history.with(i, apart)));
        }
      }
    }
  }

  /** Facts on an edge are moved well inside, and well outside. */
  private void edges(History history, List<Change> changes) {
    long tick = rows.tick();
    for (Edge edge : new WindowEdges(view).of(history.asked().get(0).at())) {
      for (int i = 0; i < history.facts().size(); i++) {
        DrawnFact fact = history.facts().get(i);
        long time = rows.time(fact);
        if (time >= edge.at() - NEAR * tick && time <= edge.at() + NEAR * tick) {
          boolean isInside = edge.isBeginning() && time > edge.at();
          Cause cause = isInside ? Cause.EXPIRY : Cause.EDGE;
          changes.add(new Change(cause, history.with(i, rows.at(fact, time + 5 * tick))));
          changes.add(new Change(cause, history.with(i, rows.at(fact, time - 5 * tick))));
        }
      }
    }
  }

  private void availability(History history, List<Change> changes) {
    if (view.availability() == null || view.availability().column() == null) {
      return;
    }
    Component known = view.availability().column();
    for (int i = 0; i < history.facts().size(); i++) {
      DrawnFact fact = history.facts().get(i);
      if (!Objects.equals(fact.value(known), fact.value(view.time()))) {
        DrawnFact atOnce = fact.with(known, fact.value(view.time()));
        changes.add(new Change(Cause.KNOWN, history.with(i, atOnce)));
      }
    }
  }

  private void values(History history, List<Change> changes) {
    for (Component column : view.facts().components()) {
      if (view.key().contains(column) || column.equals(view.time())) {
        continue;
      }
      Object simplest = pools.simplest(column);
      for (int i = 0; i < history.facts().size(); i++) {
        DrawnFact fact = history.facts().get(i);
        Object value = fact.value(column);
        if (!view.columnsKept().contains(column) || Objects.equals(value, simplest)) {
          continue;
        }
        Cause cause = value == null ? Cause.NULL : Cause.VALUE;
        changes.add(new Change(cause, history.with(i, fact.with(column, simplest))));
      }
    }
  }

  /** Two facts change their times. */
  private void order(History history, List<Change> changes) {
    List<DrawnFact> facts = history.facts();
    for (int i = 0; i < facts.size(); i++) {
      for (int j = 0; j < i; j++) {
        DrawnFact one = rows.at(facts.get(i), rows.time(facts.get(j)));
        DrawnFact other = rows.at(facts.get(j), rows.time(facts.get(i)));
        changes.add(new Change(Cause.ORDER, history.with(i, one).with(j, other)));
      }
    }
  }
}
