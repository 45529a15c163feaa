package dev.millrace.engine;

import dev.millrace.plan.Step;
import dev.millrace.plan.Times;
import dev.millrace.plan.WindowSpec;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import java.util.Arrays;

/**
 * An aggregation by sessions behind the shuffle: puts parts of sessions together, in the order of
 * keys and times, and gives the result of a session when no row of it can come any more.
 *
 * <p>Memory: the states of one session, and what {@link SortedEntries} holds.
 */
final class SessionMerge extends OrderedWork {
  private final long gap;
  private final GroupTable session;
  private final SessionPart part = new SessionPart();
  private final ResultsByUnit<AggregateResults> results;
  private final ByteOutput written = new ByteOutput();
  private final Entry entry = new Entry();
  private boolean open;

  /** Whether the session at hand is as it was kept before. */
  private boolean isAsBefore;

  SessionMerge(Step.Aggregate step, Stage stage, Limits limits) {
    super(step, stage, limits);
    this.gap = ((WindowSpec.Sessions) step.window()).gap();
    this.session = new GroupTable(step);
    this.results = new ResultsByUnit<>(stage, limits.blockRows(), () -> new AggregateResults(step));
  }

  @Override
  void visit(Entry entry, long before) {
    part.read(entry);
    if (open && !(isSameKey() && part.first() < Times.plus(session.lastTime(0), gap))) {
      close(before);
    }
    if (!open) {
      session.clear();
      session.slot(part.array(), part.keyFrom(), part.keyTo(), 0);
      open = true;
      isAsBefore = entry.wasKept();
    } else {
      isAsBefore = false;
    }
    session.cover(0, part.first(), part.last());
    Tally tally = part.tally();
    session.count(0, tally.count(), tally.first(), tally.second());
    session.mergeStates(0, part.states());
  }

  private boolean isSameKey() {
    ByteInput key = session.key(0);
    return Arrays.equals(
        key.array(),
        key.position(),
        key.position() + key.remaining(),
        part.array(),
        part.keyFrom(),
        part.keyTo());
  }

  @Override
  void end(long before) {
    if (open) {
      close(before);
    }
    results.push();
  }

  /** The session at hand has all its parts that have come. */
  private void close(long before) {
    long start = session.firstTime(0);
    long end = Times.plus(session.lastTime(0), gap);
    if (end <= before) {
      results.of(stage.units().ofSpan(TimeSpan.of(start, end))).addSession(session, start, end);
    } else {
      written.clear();
      SessionPart.write(session, 0, written);
      entry.at(written.array(), 0, written.size());
      kept.add(entry, end, isAsBefore);
    }
    open = false;
  }
}
