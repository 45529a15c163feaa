package dev.millrace.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.Extent;
import dev.millrace.connect.InputPartition;
import dev.millrace.connect.Projection;
import dev.millrace.connect.RowReader;
import dev.millrace.connect.Rows;
import dev.millrace.connect.SourceBinding;
import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A source that takes quiet partitions for idle sooner than its rows may be late. */
class IdleNoticeTest {
  record Click(String user, Instant at) {}

  private static final Source<Click> CLICKS = Source.of("clicks", Click.class);
  private static final Source<Click> TAPS = Source.of("taps", Click.class);
  private static final Duration LATENESS = Duration.ofMinutes(2);

  /** Rows of which nobody reads any here. */
  private record Quiet(Duration takesForIdleAfter, boolean isUnbounded)
      implements SourceBinding<Click> {
    @Override
    public String describe() {
      return "quiet";
    }

    @Override
    public List<Problem> check(String port, Shape<Click> shape) {
      return List.of();
    }

    @Override
    public List<InputPartition> partitions(Shape<Click> shape, long extentBytes) {
      return List.of();
    }

    @Override
    public RowReader<Click> open(Shape<Click> shape, Projection projection, Extent extent)
        throws IOException {
      throw new IOException("nobody reads here");
    }
  }

  private static Pipeline pipeline() {
    Pipeline pipeline = Pipeline.named("p");
    Lateness lateness = Lateness.of(LATENESS).atMostAhead(LATENESS).lateTo(Quarantine.of("late"));
    pipeline
        .read(CLICKS)
        .timestamps(Click::at, lateness)
        .union(pipeline.read(TAPS).timestamps(Click::at, lateness))
        .to(Sink.of("all", Click.class));
    return pipeline;
  }

  private static List<String> notices(SourceBinding<Click> clicks) {
    return Execution.notices(
        pipeline().plan(),
        Bindings.of()
            .read(CLICKS, clicks)
            .read(TAPS, Rows.stream(Click.class, List.of(List.of()))));
  }

  @Test
  void isANoticeThatNamesTheSourceAndBothDurations() {
    List<String> notices = notices(new Quiet(Duration.ofMinutes(1), true));
    assertThat(notices, hasSize(1));
    assertThat(
        notices.get(0),
        allOf(
            startsWith("[MR-T006] timestamps:clicks (IdleNoticeTest.java:"),
            containsString("'clicks'"),
            containsString("PT1M"),
            containsString("lateness of PT2M")));
  }

  @Test
  void isNoNoticeWhereItIsAsLongAsTheLatenessOrNever() {
    assertThat(notices(new Quiet(LATENESS, true)), empty());
    assertThat(notices(new Quiet(Duration.ZERO, true)), empty());
  }

  @Test
  void isNoNoticeWhereTheSourceEnds() {
    assertThat(notices(new Quiet(Duration.ofMinutes(1), false)), empty());
  }
}
