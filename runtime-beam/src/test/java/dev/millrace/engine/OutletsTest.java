package dev.millrace.engine;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import dev.millrace.Rejection;
import dev.millrace.connect.RowWriter;
import dev.millrace.connect.SeenRows;
import dev.millrace.connect.SinkBinding;
import dev.millrace.plan.Problem;
import dev.millrace.publish.OpenRun;
import dev.millrace.publish.PublicationLayout;
import dev.millrace.publish.Publisher;
import dev.millrace.record.Block;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts of a bundle, which may never end. */
class OutletsTest {
  private static final int RECORDS = 20_000;
  private static final long MOST_BYTES = 20_000;

  @TempDir Path folder;

  @Test
  void aPartThatGrowsTooLargeIsClosedAndFollowedByAnotherAndNothingIsLostBetweenThem()
      throws IOException {
    String bad = folder.resolve("bad").toString();
    try (OpenRun run = Publisher.of(PublicationLayout.of("p", List.of(bad))).begin("run")) {
      OutletPlan.Place place = new OutletPlan.Place(new Positions(bad), bad);
      OutletPlan plan =
          new OutletPlan(run.staging(), Map.of("bad", OutletPlan.quarantine(List.of(place))));
      Tally given = new Tally();
      List<Receipt.Staged> parts;
      try (Outlets outlets = new Outlets(plan, "key", MOST_BYTES)) {
        for (int i = 0; i < RECORDS; i++) {
          given.add(1, 31L * i, 17L * i);
          outlets.quarantine("bad", "validate:rows", rejection(i), 31L * i, 17L * i);
        }
        parts = outlets.finish().staged();
      }

      assertThat(parts.size(), is(greaterThan(3)));
      List<Long> bytes = parts.stream().map(part -> part.part().bytes()).toList();
      // A part is closed behind the block that makes it too large.
      assertThat(bytes, everyItem(is(lessThan(2 * MOST_BYTES))));
      assertThat(bytes.subList(0, bytes.size() - 1), everyItem(is(greaterThan(MOST_BYTES))));
      Tally committed = new Tally();
      parts.forEach(part -> committed.add(part.committed().get("validate:rows")));
      assertThat(committed, equalTo(given));
    }
  }

  @Test
  void aRejectionThatIsSentDoesNotWaitForABlockAndOneInAFileDoes() throws IOException {
    String bad = folder.resolve("bad").toString();
    try (OpenRun run = Publisher.of(PublicationLayout.of("p", List.of(bad))).begin("run")) {
      OutletPlan.Place filed = new OutletPlan.Place(new Positions(bad), bad);
      OutletPlan.Place sent = new OutletPlan.Place(new Seen(), "");
      OutletPlan plan =
          new OutletPlan(
              run.staging(),
              Map.of(
                  "filed", OutletPlan.quarantine(List.of(filed)),
                  "sent", OutletPlan.quarantine(List.of(sent))));
      try (Outlets outlets = new Outlets(plan, "key")) {
        SEEN.clear();
        outlets.quarantine("filed", "validate:rows", rejection(1), 1, 1);
        outlets.quarantine("sent", "validate:rows", rejection(2), 2, 2);
        assertThat(SEEN, is(empty()));

        outlets.sendWaiting();
        outlets.sendWaiting();

        assertThat(SEEN, contains(2L));
        assertThat(outlets.finish().staged().get(0).part().bytes(), is(8L));
        assertThat(SEEN, contains(2L));
      }
    }
  }

  /** Positions of what was sent. */
  private static final List<Long> SEEN = new ArrayList<>();

  private static final class Seen extends SeenRows<Rejection> {
    private static final long serialVersionUID = 1L;

    @Override
    protected void see(Rejection row) {
      SEEN.add(row.position());
    }
  }

  /** Eight bytes for each rejection. */
  private record Positions(String folder) implements SinkBinding<Rejection> {
    private static final long serialVersionUID = 1L;

    @Override
    public String describe() {
      return "positions in " + folder;
    }

    @Override
    public List<Problem> check(String port, Shape<Rejection> shape) {
      return List.of();
    }

    @Override
    public String extension() {
      return ".positions";
    }

    @Override
    public RowWriter<Rejection> writer(Shape<Rejection> shape, OutputStream out) {
      DataOutputStream data = new DataOutputStream(out);
      return new RowWriter<>() {
        @Override
        public void write(Block<Rejection> block, Selection rows) throws IOException {
          for (int i = 0; i < rows.size(); i++) {
            data.writeLong(block.row(rows.get(i)).position());
          }
        }

        @Override
        public void close() throws IOException {
          data.flush();
        }
      };
    }
  }

  private static Rejection rejection(int position) {
    return new Rejection(
        "rows",
        "rows-0",
        position,
        1,
        position,
        "validate:rows",
        Rejection.Stage.VALIDATE,
        List.of(),
        new byte[10],
        null,
        Instant.EPOCH,
        1,
        "definition",
        null,
        null);
  }
}
