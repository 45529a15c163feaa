package dev.millrace.testkit;

import dev.millrace.feature.ChangeKind;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.Component;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Makes a failure smaller: with fewer facts, and with simpler ones. All candidates of a round are
 * asked together, so that a round costs one run of a pipeline.
 */
final class Shrinking {
  /** So many candidates are tried in a round. */
  private static final int MOST = 96;

  private final ViewDefinition view;
  private final DrawnRows rows;
  private final ValuePools pools;
  private final DrawnKeys keys;
  private final Comparing comparing;

  Shrinking(
      ViewDefinition view, DrawnRows rows, ValuePools pools, DrawnKeys keys, Comparing comparing) {
    this.view = view;
    this.rows = rows;
    this.pools = pools;
    this.keys = keys;
    this.comparing = comparing;
  }

  /** The smallest failure of the same feature that is found in time. */
  Failure shrink(Failure failure) {
    Failure smallest = failure;
    int left = failure.way().patience();
    for (Function<History, List<History>> smaller :
        List.<Function<History, List<History>>>of(
            this::withFewerFacts, this::withSimplerFacts, this::withFewerFacts)) {
      Optional<Failure> next = Optional.of(smallest);
      while (left > 0 && next.isPresent()) {
        smallest = next.get();
        left--;
        next = firstOf(smaller.apply(smallest.history()), smallest);
      }
      smallest = next.orElse(smallest);
    }
    return smallest;
  }

  private Optional<Failure> firstOf(List<History> candidates, Failure failure) {
    List<History> some = candidates.subList(0, Math.min(MOST, candidates.size()));
    return some.isEmpty()
        ? Optional.empty()
        : comparing.failures(failure.way(), keys.apart(some), failure.feature()::equals).stream()
            .flatMap(Optional::stream)
            .findFirst();
  }

  /** Without the half of the facts, a quarter, and at last without one of them. */
  private List<History> withFewerFacts(History history) {
    List<History> candidates = new ArrayList<>();
    int size = history.facts().size();
    for (int part = size; part >= 1; part = part == 1 ? 0 : (part + 1) / 2) {
      for (int from = 0; from < size; from += part) {
        List<DrawnFact> rest = new ArrayList<>(history.facts().subList(0, from));
        rest.addAll(history.facts().subList(Math.min(size, from + part), size));
        candidates.add(history.with(rest));
      }
    }
    return candidates;
  }

  /** First with all facts simpler in one respect, then with one of them. */
  private List<History> withSimplerFacts(History history) {
    List<History> candidates = new ArrayList<>();
    for (UnaryOperator<DrawnFact> simpler : simplifications(history)) {
      add(history.with(history.facts().stream().map(simpler).toList()), history, candidates);
    }
    for (UnaryOperator<DrawnFact> simpler : simplifications(history)) {
      for (int i = 0; i < history.facts().size(); i++) {
        add(history.with(i, simpler.apply(history.facts().get(i))), history, candidates);
      }
    }
    return candidates;
  }

  private static void add(History candidate, History history, List<History> candidates) {
    if (!candidate.equals(history) && !candidates.contains(candidate)) {
      candidates.add(candidate);
    }
  }

  private List<UnaryOperator<DrawnFact>> simplifications(History history) {
    List<UnaryOperator<DrawnFact>> all = new ArrayList<>();
    for (Component column : view.facts().components()) {
      if (rows.isFree(column)) {
        Object simplest = pools.simplest(column);
        all.add(fact -> isSame(simplest, fact.value(column)) ? fact : fact.with(column, simplest));
      }
    }
    if (view.kind() != null) {
      all.add(fact -> fact.with(view.kind(), ChangeKind.UPSERT));
    }
    if (view.sequence() != null) {
      all.add(fact -> fact.with(view.sequence(), 0L));
    }
    if (view.availability() != null && view.availability().column() != null) {
      Component known = view.availability().column();
      all.add(fact -> fact.with(known, fact.value(view.time())));
    }
    all.addAll(plainerTimes(history));
    return all;
  }

  /** Facts of one time move to T, or to an edge of what the question sees. */
  private List<UnaryOperator<DrawnFact>> plainerTimes(History history) {
    long at = history.asked().get(0).at();
    Set<Long> plain = new LinkedHashSet<>(List.of(at));
    for (WindowEdges.Edge edge : new WindowEdges(view).of(at)) {
      if (edge.at() % rows.tick() == 0) {
        plain.addAll(List.of(edge.at(), edge.at() + rows.tick()));
      }
    }
    List<UnaryOperator<DrawnFact>> all = new ArrayList<>();
    for (long time : history.facts().stream().map(rows::time).distinct().toList()) {
      for (long other : time == at ? Set.<Long>of() : plain.contains(time) ? Set.of(at) : plain) {
        all.add(fact -> rows.time(fact) == time ? rows.at(fact, other) : fact);
      }
    }
    return all;
  }

  /** Also of arrays, which are made anew each time. */
  private static boolean isSame(@Nullable Object simplest, @Nullable Object value) {
    return Objects.equals(RowValue.of(simplest), RowValue.of(value));
  }
}
