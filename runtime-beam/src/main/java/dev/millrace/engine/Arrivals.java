package dev.millrace.engine;

import dev.millrace.plan.Step;
import dev.millrace.plan.Times;
import dev.millrace.record.ByteInput;

/**
 * What comes out of the shuffle for an {@link OrderedWork}. Each record is counted as merged when
 * it arrives, and only then: in a stream it waits, and may be taken from state many times, before
 * it is worked off. Not thread-safe.
 */
abstract class Arrivals {
  private final Step.Barrier step;
  private final Stage stage;

  private Arrivals(Step.Barrier step, Stage stage) {
    this.step = step;
    this.stage = stage;
  }

  /**
   * @param step one that {@link Step.Barrier#isOrdered}
   * @param stage what stands behind it; has the ledgers
   */
  static Arrivals of(Step.Barrier step, Stage stage) {
    if (step instanceof Step.AsOf asOf) {
      return new FactsAndQuestions(asOf, stage);
    }
    if (step instanceof Step.States states) {
      return new Facts(states, stage);
    }
    return step instanceof Step.Aggregate sessions
        ? new SessionParts(sessions, stage)
        : new Rows(step, stage);
  }

  /** Counts the records of an array that came out of the shuffle. */
  final void count(byte[] packed) {
    Entry entry = new Entry();
    ByteInput in = Packing.open(packed, stage.layout());
    while (entry.next(in)) {
      count(entry);
    }
  }

  /** Counts the records of an entry. */
  abstract void count(Entry entry);

  /**
   * The time, in microseconds UTC, that has to be complete before an entry is worked on: what is
   * earlier than the entry can have come only then.
   */
  abstract long due(Entry entry);

  /** The account of records of a time. */
  final Tally merged(long time) {
    return stage.ledger(stage.units().of(time)).account(step.name(), Ledger.Place.MERGED);
  }

  /** Whole rows. */
  private static final class Rows extends Arrivals {
    private final RowKey key = new RowKey();

    /** What comes back from a foreign transform are not the records that went into it. */
    private final boolean areCounted;

    private Rows(Step.Barrier step, Stage stage) {
      super(step, stage);
      this.areCounted = step instanceof Step.Grouping;
    }

    @Override
    void count(Entry entry) {
      if (areCounted) {
        key.read(entry);
        merged(key.time()).addRecord(key.idHigh(), key.idLow());
      }
    }

    @Override
    long due(Entry entry) {
      key.read(entry);
      return Times.plus(key.time(), 1);
    }
  }

  /** Parts of sessions, each for the records that went into it. */
  private static final class SessionParts extends Arrivals {
    private final SessionPart part = new SessionPart();

    private SessionParts(Step.Aggregate step, Stage stage) {
      super(step, stage);
    }

    @Override
    void count(Entry entry) {
      part.read(entry);
      merged(part.first()).add(part.tally());
    }

    /** Where its session ends is not known before every part that begins earlier is there. */
    @Override
    long due(Entry entry) {
      part.read(entry);
      return Times.plus(part.first(), 1);
    }
  }

  /** Facts of a view whose states are kept: nothing is done before their unit is complete. */
  private static final class Facts extends Arrivals {
    private final TimedKey key = new TimedKey();
    private final Units units;

    private Facts(Step.States step, Stage stage) {
      super(step, stage);
      this.units = stage.units();
    }

    @Override
    void count(Entry entry) {
      key.read(entry);
      ByteInput in = entry.payload();
      merged(key.time()).addRecord(in.readLong(), in.readLong());
    }

    @Override
    long due(Entry entry) {
      key.read(entry);
      return units.end(units.of(key.time()));
    }
  }

  /** Facts of views, and the rows that ask. */
  private static final class FactsAndQuestions extends Arrivals {
    private final TimedKey key = new TimedKey();

    private FactsAndQuestions(Step.AsOf step, Stage stage) {
      super(step, stage);
    }

    @Override
    void count(Entry entry) {
      key.read(entry);
      ByteInput in = entry.payload();
      merged(key.time()).addRecord(in.readLong(), in.readLong());
    }

    @Override
    long due(Entry entry) {
      key.read(entry);
      return Times.plus(key.time(), 1);
    }
  }
}
