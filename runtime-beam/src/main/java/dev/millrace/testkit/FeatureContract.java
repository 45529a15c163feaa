package dev.millrace.testkit;

import dev.millrace.FeatureView;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.ColumnRef;
import dev.millrace.record.Component;
import dev.millrace.record.Field;
import dev.millrace.record.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;

/**
 * What every feature view promises, tested for one of yours: whoever answers, the values and their
 * statuses are those of SEMANTICS, bit for bit. Generated histories of your facts lie on the edges
 * of your windows on purpose: at T, at T - d, and a microsecond to either side; with ties, second
 * deliveries, facts out of order, deletes, nulls, NaN, no facts at all, and a hot key. A
 * brute-force oracle says what each question has to be answered, and the evaluator (in five ways),
 * a batch and a stream are compared with it.
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> spend() {
 *   return FeatureContract.of(Retail.SPEND).tests();
 * }
 * }</pre>
 *
 * <p>It holds your functions, too: {@code where}, {@code then} and {@code derive} are asked with
 * facts they may not expect. A failure shows the smallest history that was found for it, and what
 * it hangs on.
 *
 * <p>Immutable: each setting returns a changed copy. The same seed draws the same histories. Takes
 * some seconds, nearly all of them in the two runs of a pipeline. Needs JUnit 5 for {@link #tests}
 * only.
 *
 * @param <K> the key's type
 * @param <T> the facts
 * @param <F> the features
 */
public final class FeatureContract<K, T, F> {
  private static final int HISTORIES = 60;

  private final FeatureView<K, T, F> view;
  private final Map<Integer, List<@Nullable Object>> values;
  private final long seed;
  private final int histories;
  private final Supplier<Served> evaluators;
  private final ViewDefinition joined;

  private FeatureContract(
      FeatureView<K, T, F> view,
      Map<Integer, List<@Nullable Object>> values,
      long seed,
      int histories,
      Supplier<Served> evaluators,
      ViewDefinition joined) {
    this.view = view;
    this.values = Map.copyOf(values);
    this.seed = seed;
    this.histories = histories;
    this.evaluators = evaluators;
    this.joined = joined;
  }

  /**
   * The contract of a view.
   *
   * @throws dev.millrace.plan.ProblemsException with every problem of the definition
   */
  public static <K, T, F> FeatureContract<K, T, F> of(FeatureView<K, T, F> view) {
    ViewDefinition definition = view.definition();
    return new FeatureContract<>(
        view, Map.of(), 1, HISTORIES, () -> new ServedByEvaluator(definition), definition);
  }

  /**
   * The values that are drawn for a column, in place of the kit's own: where a class or a function
   * takes only some. The first should be the plainest: small failures have it.
   *
   * @param allowed null among them where the column may be null
   * @throws dev.millrace.record.ColumnException when {@code column} is no column
   * @throws IllegalArgumentException when there are none, or the column is one that the kit has to
   *     choose itself: the event time, the kind of change
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // the values are only read
  public final <V> FeatureContract<K, T, F> with(Field<T, V> column, @Nullable V... allowed) {
    Component found = component(column);
    if (allowed.length == 0) {
      throw new IllegalArgumentException("no values for " + found.name());
    }
    if (found.equals(view.definition().time()) || found.equals(view.definition().kind())) {
      throw new IllegalArgumentException(
          found.name() + " is what a history is about: its values are chosen by the contract");
    }
    Map<Integer, List<@Nullable Object>> more = new HashMap<>(values);
    more.put(found.index(), Collections.unmodifiableList(new ArrayList<>(Arrays.asList(allowed))));
    return new FeatureContract<>(view, more, seed, histories, evaluators, joined);
  }

  @SuppressWarnings("unchecked") // the view's facts are of T: its builder has said so
  private <V> Component component(Field<T, V> column) {
    return ColumnRef.of((Shape<T>) view.definition().facts(), column).component();
  }

  /** Draws other histories; 1 without it. */
  public FeatureContract<K, T, F> seed(long other) {
    return new FeatureContract<>(view, values, other, histories, evaluators, joined);
  }

  /**
   * How many histories are drawn, 60 without it.
   *
   * @throws IllegalArgumentException when there is not one
   */
  public FeatureContract<K, T, F> histories(int count) {
    if (count < 1) {
      throw new IllegalArgumentException(count + " histories say nothing of a view");
    }
    return new FeatureContract<>(view, values, seed, count, evaluators, joined);
  }

  /** Answered by others: for the tests of the kit itself. */
  FeatureContract<K, T, F> answeredBy(Supplier<Served> others, ViewDefinition otherJoined) {
    return new FeatureContract<>(view, values, seed, histories, others, otherJoined);
  }

  /** A test for each way in which the view is asked, for a method with {@code @TestFactory}. */
  public Stream<DynamicTest> tests() {
    ContractRun run = run();
    return run.ways(evaluators, joined).stream()
        .map(way -> DynamicTest.dynamicTest(way.name(), () -> run.check(way)));
  }

  /**
   * All of it in one test.
   *
   * @throws AssertionError with the smallest failure of the first way that fails, and its cause
   */
  public void verify() {
    ContractRun run = run();
    run.ways(evaluators, joined).forEach(run::check);
  }

  /** How many questions are asked in each way. */
  int questions() {
    return run().questions();
  }

  private ContractRun run() {
    return new ContractRun(view.definition(), values, seed, histories);
  }

  @Override
  public String toString() {
    return "contract of " + view.title() + ", seed " + seed + ", " + histories + " histories";
  }
}
