package dev.millrace.engine;

import static dev.millrace.Aggregations.count;
import static dev.millrace.Aggregations.last;
import static dev.millrace.Aggregations.sum;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;

import dev.millrace.Events;
import dev.millrace.FeatureView;
import dev.millrace.FeatureViewBuilder;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.feature.FeatureEvaluator;
import dev.millrace.feature.FeatureStatus;
import dev.millrace.record.Shape;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An as-of join that works in steps, and forgets what no later question can see, answers as the
 * evaluator does that has all facts at once.
 */
class AsOfStepsTest {
  record Row(String key, Instant at, double amount, boolean isFact) {}

  record Recent(long rows, double sum, @Nullable Double last, @Nullable FeatureStatus lastStatus) {}

  record Answer(
      String key,
      Instant at,
      double amount,
      boolean isFact,
      long rows,
      double sum,
      @Nullable Double last,
      @Nullable FeatureStatus lastStatus) {}

  static final Source<Row> ROWS = Source.of("rows", Row.class);
  static final Sink<Answer> ANSWERS = Sink.of("answers", Answer.class);

  @TempDir Path folder;

  private static FeatureView<String, Row, Recent> view(@Nullable Duration reach) {
    FeatureViewBuilder<String, Row, Recent> view =
        FeatureView.named("recent", 1)
            .over(Row.class)
            .keyedBy(Row::key)
            .at(Row::at)
            .as(Recent.class);
    if (reach == null) {
      return view.set(Recent::rows, count().overAll())
          .set(Recent::sum, sum(Row::amount).overAll().orElse(0.0))
          .set(Recent::last, last(Row::amount).overAll())
          .status(Recent::lastStatus, Recent::last)
          .build();
    }
    return view.set(Recent::rows, count().over(reach.dividedBy(3)))
        .set(Recent::sum, sum(Row::amount).over(reach).orElse(0.0))
        .set(Recent::last, last(Row::amount).over(reach.dividedBy(2)))
        .status(Recent::lastStatus, Recent::last)
        .build();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void answersAreThoseOfAllFacts(long seed) throws Exception {
    Random random = new Random(seed);
    Duration reach = seed % 4 == 0 ? null : Duration.ofMillis(100 + random.nextInt(5_000));
    FeatureView<String, Row, Recent> view = view(reach);
    List<Row> rows = rows(random, seed % 3 == 0 ? 0.02 : 0.5);
    Pipeline pipeline = Pipeline.named("steps");
    Events<Row> all = pipeline.read(ROWS).timestamps(Row::at, Lateness.none());
    all.filter("asks", row -> !row.isFact())
        .asOf(Row::key, all.filter("fact", Row::isFact).feature(view))
        .closed()
        .as(Answer.class)
        .build()
        .to(ANSWERS);

    EngineRun run =
        new EngineRun(pipeline.plan(), EngineRun.anyLimits(random, 20_000), seed, folder)
            .inSteps(row -> ChronoUnit.MICROS.between(Instant.EPOCH, ((Row) row).at()));
    Manifest unused = run.run(Shape.of(Row.class), rows);

    assertThat(
        run.sink("answers", Answer.class), containsInAnyOrder(answers(view, rows).toArray()));
  }

  private static List<Answer> answers(FeatureView<String, Row, Recent> view, List<Row> rows) {
    FeatureEvaluator<String, Row, Recent> evaluator = view.evaluator();
    rows.stream().filter(Row::isFact).forEach(evaluator::update);
    List<Answer> answers = new ArrayList<>();
    for (Row row : rows) {
      if (!row.isFact()) {
        Recent recent = evaluator.get(row.key(), row.at());
        answers.add(
            new Answer(
                row.key(),
                row.at(),
                row.amount(),
                false,
                recent.rows(),
                recent.sum(),
                recent.last(),
                recent.lastStatus()));
      }
    }
    return answers;
  }

  /** In the order of time: few keys, a hot one, and keys that come once in a while. */
  private static List<Row> rows(Random random, double asking) {
    List<Row> rows = new ArrayList<>();
    int size = 1 + random.nextInt(3_000);
    for (int i = 0; i < size; i++) {
      String key = random.nextInt(10) < 2 ? "hot" : "k" + random.nextInt(60);
      Instant at = Instant.EPOCH.plusMillis(50L * (random.nextInt(600) - 300));
      rows.add(new Row(key, at, random.nextInt(100) / 8.0, random.nextDouble() >= asking));
    }
    rows.sort(Comparator.comparing(Row::at));
    return rows;
  }
}
