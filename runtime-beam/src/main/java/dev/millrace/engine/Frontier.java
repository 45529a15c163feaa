package dev.millrace.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * The frontier of one partition for one {@code timestamps} step (SEMANTICS S7): the greatest
 * accepted time minus the lateness, in microseconds UTC; {@code Long.MIN_VALUE} before the first.
 * Never goes back.
 */
final class Frontier {
  static final long NONE = Long.MIN_VALUE;

  /** The frontier behind a position reached a new unit. */
  record Advance(long position, long frontier) {}

  private final long lateness;
  private final Units units;
  private final List<Advance> advances = new ArrayList<>();
  private long at = NONE;
  private long unit;

  Frontier(long lateness, Units units) {
    this.lateness = lateness;
    this.units = units;
    this.unit = units.of(NONE);
  }

  long at() {
    return at;
  }

  boolean isLate(long time) {
    return time < at;
  }

  /** A row that is not late was accepted. */
  void accept(long position, long time) {
    long reached = time < Long.MIN_VALUE + lateness ? NONE : time - lateness;
    if (reached > at) {
      at = reached;
      long now = units.of(reached);
      if (now != unit) {
        unit = now;
        advances.add(new Advance(position, reached));
      }
    }
  }

  /** Raises the frontier of an idle partition, or brings back that of a checkpoint. */
  void raise(long to) {
    if (to > at) {
      at = to;
      unit = units.of(to);
    }
  }

  /** The new units since the last call, by ascending position. */
  List<Advance> takeAdvances() {
    List<Advance> taken = List.copyOf(advances);
    advances.clear();
    return taken;
  }
}
