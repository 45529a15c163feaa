package dev.millrace.engine;

import dev.millrace.Rejection;
import dev.millrace.Rejection.Failure;
import dev.millrace.engine.Ledger.Place;
import dev.millrace.plan.Step;
import dev.millrace.plan.Times;
import dev.millrace.record.Envelopes;
import dev.millrace.record.LongColumn;
import dev.millrace.record.Selection;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@link Step.Timestamps}: rows get their time. In a stream every row is held against the frontier
 * of its partition, in the order of positions, and moves it (SEMANTICS S7). In a batch none is
 * late, since a folder of files has no order of arrival. A time beyond {@link TimeReach} is
 * refused.
 */
final class TimestampsOperator extends Operator {
  private final Step.Timestamps step;
  private final @Nullable Frontier frontier;
  private final Rejects rejects;
  private final Clock clock;

  /**
   * @param frontier null in a batch
   */
  TimestampsOperator(
      Step.Timestamps step,
      @Nullable Frontier frontier,
      Rejects rejects,
      Clock clock,
      List<Operator> next) {
    super(next);
    this.step = step;
    this.frontier = frontier;
    this.rejects = rejects;
    this.clock = clock;
  }

  @Override
  void process(RowBatch batch, Selection rows) {
    LongColumn times = batch.block().longs(step.column().index());
    RowBatch timed = batch.with(batch.block().at(times.array()));
    if (frontier == null && step.ahead() == Long.MAX_VALUE && areWithinReach(times, rows)) {
      emit(timed, rows);
    } else {
      emit(timed, accepted(timed, times, rows));
    }
  }

  private static boolean areWithinReach(LongColumn times, Selection rows) {
    for (int i = 0; i < rows.size(); i++) {
      if (!TimeReach.holds(times.get(rows.get(i)))) {
        return false;
      }
    }
    return true;
  }

  private Selection accepted(RowBatch batch, LongColumn times, Selection rows) {
    long now = step.ahead() == Long.MAX_VALUE ? 0 : Times.micros(clock.instant());
    int[] accepted = new int[rows.size()];
    int size = 0;
    for (int i = 0; i < rows.size(); i++) {
      int row = rows.get(i);
      long time = times.get(row);
      long latest = latest(batch, row, now);
      if (!TimeReach.holds(time)) {
        reject(batch, row, Place.REJECTED, "time can be counted with", TimeReach.words(), time);
      } else if (time > latest) {
        reject(batch, row, Place.REJECTED, "not ahead", "at most " + instant(latest), time);
      } else if (frontier != null && frontier.isLate(time)) {
        reject(batch, row, Place.LATE, "not late", "at least " + instant(frontier.at()), time);
      } else {
        if (frontier != null) {
          frontier.accept(batch.position(row), time);
        }
        accepted[size++] = row;
      }
    }
    return Selection.of(accepted, size);
  }

  /**
   * The latest time that a row may have: by the clock of the source, which says the same again
   * after a recovery, else by the reader's.
   */
  private long latest(RowBatch batch, int row, long now) {
    if (step.ahead() == Long.MAX_VALUE) {
      return Long.MAX_VALUE;
    }
    long arrived = batch.block().provenance().arrivedAt(batch.position(row));
    return Times.plus(arrived == Envelopes.UNKNOWN ? now : arrived, step.ahead());
  }

  private void reject(
      RowBatch batch, int row, Place place, String rule, String expected, long time) {
    Failure failure = new Failure(rule, "", expected, instant(time).toString());
    rejects.reject(step, place, Rejection.Stage.TIMESTAMPS, batch, row, List.of(failure), null);
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
