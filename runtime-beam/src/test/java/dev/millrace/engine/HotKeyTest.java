package dev.millrace.engine;

import static dev.millrace.Aggregations.count;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThan;

import dev.millrace.FeatureView;
import dev.millrace.Features;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.feature.FactReader;
import dev.millrace.plan.Step;
import dev.millrace.record.Block;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What the segments of a hot key cost, whose view looks at all that ever was. */
class HotKeyTest {
  private static final int FACTS = 20_000;

  record Visit(String guest, Instant at) {}

  record Visits(long visits) {}

  record Row(String guest, Instant at, long visits) {}

  private static final FeatureView<String, Visit, Visits> VISITS =
      FeatureView.named("visits", 1)
          .over(Visit.class)
          .keyedBy(Visit::guest)
          .at(Visit::at)
          .as(Visits.class)
          .set(Visits::visits, count().overAll())
          .build();

  private static Step.AsOf join() {
    Pipeline pipeline = Pipeline.named("guests");
    Features<String, Visits> visits =
        pipeline
            .read(Source.of("visits", Visit.class))
            .timestamps(Visit::at, Lateness.none())
            .feature(VISITS);
    pipeline
        .read(Source.of("asks", Visit.class))
        .timestamps(Visit::at, Lateness.none())
        .asOf(Visit::guest, visits)
        .as(Row.class)
        .build()
        .to(Sink.of("rows", Row.class));
    return pipeline.plan().only(Step.AsOf.class).get(0);
  }

  private final Step.AsOf step = join();
  private final FactReader reader = new FactReader(VISITS.definition());
  private long sent;
  private int lastGroup = -1;
  private int segments;

  private void sent(int group, byte[] packed) {
    ByteInput in = Packing.open(packed, StateLayout.of(step, 1_000));
    Entry entry = new Entry();
    while (entry.next(in)) {
      sent++;
    }
    segments += group == lastGroup ? 0 : 1;
    lastGroup = group;
  }

  private static byte[] prefix() {
    ByteOutput prefix = new ByteOutput();
    TimedKey.begin(true, prefix);
    prefix.writeString("hot");
    long unused = SortKey.endGroup(prefix);
    return prefix.toByteArray();
  }

  private Entry visit(byte[] prefix, long second) {
    Provenance provenance = Provenance.of("", new long[1], new long[] {second});
    Object[] rows = {new Visit("hot", Instant.ofEpochSecond(second))};
    reader.turnTo(Block.ofRows(Shape.of(Visit.class), rows, Selection.all(1), provenance));
    reader.read(0);
    ByteOutput sortKey = new ByteOutput();
    sortKey.writeBytes(prefix, 0, prefix.length);
    TimedKey.end(second * 1_000_000, AsOfSides.of(step, 1), sortKey);
    reader.order().write(sortKey);
    ByteOutput payload = new ByteOutput();
    payload.writeLong(0);
    payload.writeLong(second);
    reader.write(payload);
    ByteOutput out = new ByteOutput();
    Entry.write(sortKey, payload, out);
    Entry entry = new Entry();
    entry.at(out.array(), 0, out.size());
    return entry;
  }

  @Test
  void whatIsSentGrowsWithTheFactsAndNotWithTheirSquare() throws IOException {
    Limits limits = Limits.ofBatch(1_000).withKeyEntries(64);
    byte[] prefix = prefix();
    try (HotKey hot = new HotKey(step, (of, group, span, packed) -> sent(group, packed), limits)) {
      hot.begin(prefix);
      for (int second = 0; second < FACTS; second++) {
        hot.add(visit(prefix, second));
      }
      hot.end();
    }
    assertThat(sent, lessThan(5L * FACTS));
    assertThat(segments, greaterThan(8));
  }
}
