package dev.millrace.testkit;

import dev.millrace.testkit.History.Asked;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A view asked in a plain JVM, each history by an evaluator of its own. */
final class ServedWay implements Way {
  /** How an evaluator gets to know the facts, and when it is asked. */
  enum Manner {
    IN_ORDER("the evaluator, facts in the order of their times and questions among them"),
    AS_ARRIVED("the evaluator, facts as they arrive"),
    TAKEN_OVER("the evaluator, its state taken over by another between the facts"),
    EVICTED("the evaluator, forgetting behind each question what no later one can see"),
    TOGETHER("the evaluator, all keys asked at once");

    private final String words;

    Manner(String words) {
      this.words = words;
    }
  }

  private final Manner manner;
  private final DrawnRows rows;
  private final Supplier<Served> evaluators;

  ServedWay(Manner manner, DrawnRows rows, Supplier<Served> evaluators) {
    this.manner = manner;
    this.rows = rows;
    this.evaluators = evaluators;
  }

  @Override
  public String name() {
    return manner.words;
  }

  @Override
  public int patience() {
    return 200;
  }

  @Override
  public List<List<Found>> answer(List<History> histories) {
    return switch (manner) {
      case IN_ORDER -> histories.stream().map(this::inOrder).toList();
      case AS_ARRIVED -> histories.stream().map(this::asArrived).toList();
      case TAKEN_OVER -> histories.stream().map(this::takenOver).toList();
      case EVICTED -> histories.stream().map(this::evicted).toList();
      case TOGETHER -> together(histories);
    };
  }

  private List<Found> asArrived(History history) {
    Served served = evaluators.get();
    update(served, history.facts());
    return history.asked().stream().map(asked -> ask(served, history, asked)).toList();
  }

  private void update(Served served, List<DrawnFact> facts) {
    facts.forEach(fact -> served.update(rows.row(fact)));
  }

  private Found ask(Served served, History history, Asked asked) {
    return served.ask(asked.hasKey() ? rows.key(history.key()) : null, asked.at());
  }

  private List<Found> inOrder(History history) {
    Served served = evaluators.get();
    List<DrawnFact> facts =
        history.facts().stream().sorted(Comparator.comparingLong(rows::time)).toList();
    int[] next = new int[1];
    return inTime(
        history,
        asked -> {
          while (next[0] < facts.size() && rows.time(facts.get(next[0])) <= asked.at()) {
            served.update(rows.row(facts.get(next[0]++)));
          }
          return ask(served, history, asked);
        });
  }

  private List<Found> evicted(History history) {
    Served served = evaluators.get();
    update(served, history.facts());
    return inTime(
        history,
        asked -> {
          served.evict(asked.at());
          return ask(served, history, asked);
        });
  }

  /** Asks in the order of time, and answers in the order of the questions. */
  private static List<Found> inTime(History history, Function<Asked, Found> answer) {
    List<Asked> asked = history.asked();
    Found[] found = new Found[asked.size()];
    IntStream.range(0, found.length)
        .boxed()
        .sorted(Comparator.comparingLong(i -> asked.get(i).at()))
        .forEach(i -> found[i] = answer.apply(asked.get(i)));
    return Arrays.asList(found);
  }

  private List<Found> takenOver(History history) {
    Served first = evaluators.get();
    int half = history.facts().size() / 2;
    update(first, history.facts().subList(0, half));
    Served second = evaluators.get();
    first.state(rows.key(history.key())).ifPresent(second::restore);
    update(second, history.facts().subList(half, history.facts().size()));
    return history.asked().stream().map(asked -> ask(second, history, asked)).toList();
  }

  /** One evaluator for all histories that have keys of their own. */
  private List<List<Found>> together(List<History> histories) {
    @Nullable List<Found>[] found = newLists(histories.size());
    for (List<Integer> lane : Lanes.of(histories)) {
      Served served = evaluators.get();
      lane.forEach(place -> update(served, histories.get(place).facts()));
      for (int place : lane) {
        List<Object> keys = new ArrayList<>();
        int number = lane.indexOf(place);
        int first = Math.max(0, number - 2);
        for (int other : lane.subList(first, Math.min(lane.size(), number + 3))) {
          keys.add(rows.key(histories.get(other).key()));
        }
        found[place] = together(served, histories.get(place), keys, number - first);
      }
    }
    return Arrays.stream(found).map(Objects::requireNonNull).toList();
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // there are no generic arrays
  private static @Nullable List<Found>[] newLists(int size) {
    return new List[size];
  }

  private static List<Found> together(
      Served served, History history, List<Object> keys, int place) {
    List<@Nullable Object> all = new ArrayList<>(keys);
    all.add(null);
    List<Found> answers = new ArrayList<>();
    for (Asked asked : history.asked()) {
      List<Found> ofAll = served.askAll(all, asked.at());
      answers.add(ofAll.get(asked.hasKey() ? place : keys.size()));
    }
    return answers;
  }
}
