package dev.millrace.testkit;

import dev.millrace.feature.ChangeKind;
import dev.millrace.plan.FeatureCall;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.Component;
import dev.millrace.testkit.WindowEdges.Edge;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Finds what a small failure hangs on: the first of some changes to its facts that makes it right.
 */
final class CauseSearch {
  /** So near to an edge, in ticks, it is the edge that a fact is about. */
  private static final int NEAR = 1;

  /** So far from an edge, in ticks, a fact has nothing to do with it. */
  private static final int AWAY = 5;

  /** So often a function is asked whether it gives the same. */
  private static final int TRIES = 200;

  private final ViewDefinition view;
  private final DrawnRows rows;
  private final ValuePools pools;
  private final DrawnKeys keys;
  private final Comparing comparing;

  /** Changes, and what they say of the failure if each of them makes it right. */
  private record Change(Cause cause, List<History> histories) {
    Change(Cause cause, History... histories) {
      this(cause, List.of(histories));
    }
  }

  CauseSearch(
      ViewDefinition view, DrawnRows rows, ValuePools pools, DrawnKeys keys, Comparing comparing) {
    this.view = view;
    this.rows = rows;
    this.pools = pools;
    this.keys = keys;
    this.comparing = comparing;
  }

  Cause of(Failure failure) {
    return isUnsteady(failure) ? Cause.UNSTEADY : plain(failure).orElseGet(() -> changed(failure));
  }

  /** Whether the oracle itself, which looks at facts and nothing else, comes to other answers. */
  private boolean isUnsteady(Failure failure) {
    for (int i = 0; i < TRIES; i++) {
      Object expected = RowValue.of(failure.expected().value());
      Optional<OracleAnswer.Feature> again = comparing.expected(failure);
      if (again.isEmpty()
          || again.get().status() != failure.expected().status()
          || !Objects.equals(RowValue.of(again.get().value()), expected)) {
        return true;
      }
    }
    return false;
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
    List<Change> changes = changes(failure);
    if (changes.isEmpty()) {
      return Cause.OTHER;
    }
    List<History> histories =
        keys.apart(changes.stream().flatMap(change -> change.histories().stream()).toList());
    Iterator<Optional<Failure>> still =
        comparing.failures(failure.way(), histories, failure.feature()::equals).iterator();
    for (Change change : changes) {
      boolean isRight = true;
      for (int i = 0; i < change.histories().size(); i++) {
        isRight &= still.next().isEmpty();
      }
      if (isRight) {
        return change.cause();
      }
    }
    return Cause.OTHER;
  }

  /** The most telling first. */
  private List<Change> changes(Failure failure) {
    History history = failure.history();
    List<Change> changes = new ArrayList<>();
    late(history, changes);
    ties(history, changes);
    edges(history, changes);
    windows(failure, changes);
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
    for (int place = 0; place < facts.size(); place++) {
      int i = place;
      for (int j = 0; j < i; j++) {
        if (rows.time(facts.get(i)) == rows.time(facts.get(j))) {
          DrawnFact fact = facts.get(i);
          if (RowValue.of(fact.values()).equals(RowValue.of(facts.get(j).values()))) {
            other(fact)
                .ifPresent(
                    other -> changes.add(new Change(Cause.DUPLICATE, history.with(i, other))));
          }
          DrawnFact apart = rows.at(fact, rows.time(fact) - rows.tick());
          changes.add(new Change(Cause.TIE, history.with(i, apart)));
        }
      }
    }
  }

  /** The same fact with another value in some column; empty where there is no other. */
  private Optional<DrawnFact> other(DrawnFact fact) {
    return view.facts().components().stream()
        .filter(rows::isFree)
        .flatMap(
            column ->
                pools
                    .other(column, fact.value(column))
                    .map(value -> fact.with(column, value))
                    .stream())
        .findFirst();
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
          changes.add(
              new Change(
                  cause,
                  history.with(i, rows.at(fact, time + AWAY * tick)),
                  history.with(i, rows.at(fact, time - AWAY * tick))));
        }
      }
    }
  }

  /** A fact is moved to the middle of a window of the feature, and behind T. */
  private void windows(Failure failure, List<Change> changes) {
    History history = failure.history();
    WindowEdges edges = new WindowEdges(view);
    long at = history.asked().get(0).at();
    long tick = rows.tick();
    for (FeatureCall call : view.calls()) {
      if (!call.target().equals(failure.feature())) {
        continue;
      }
      long last = call.window().last(at);
      long after = call.window().after(last);
      long length = call.window().isForever() ? edges.span() : last - after;
      long middle = last - Math.min(Math.min(length, view.ttl()), edges.span()) / 2;
      for (int i = 0; i < history.facts().size(); i++) {
        DrawnFact fact = history.facts().get(i);
        boolean isInside = rows.time(fact) > after && rows.time(fact) <= last;
        long future = at + edges.span() + TimeText.DAY;
        changes.add(
            new Change(
                isInside ? Cause.EXPIRY : Cause.EDGE,
                history.with(i, rows.at(fact, middle - Math.floorMod(middle, tick))),
                history.with(i, rows.at(fact, future - Math.floorMod(future, tick)))));
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
      if (!rows.isFree(column) || !view.columnsKept().contains(column)) {
        continue;
      }
      Object simplest = pools.simplest(column);
      for (int i = 0; i < history.facts().size(); i++) {
        DrawnFact fact = history.facts().get(i);
        Object value = fact.value(column);
        if (!Objects.equals(value, simplest)) {
          Cause cause = value == null ? Cause.NULL : Cause.VALUE;
          changes.add(new Change(cause, history.with(i, fact.with(column, simplest))));
        }
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
