package dev.millrace.engine;

import dev.millrace.feature.FactOrder;
import dev.millrace.feature.KeyState;
import dev.millrace.feature.KeyStates;
import dev.millrace.plan.Step;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import org.jspecify.annotations.Nullable;

/**
 * {@link Step.States} behind the shuffle: for each key and unit of publication in which it has
 * facts, the state of the key as it is when the unit is complete. Which states are given out, and
 * what is in them, follows from the facts alone, so a unit that is made again has the same. Facts
 * come when their unit is complete. Between, it keeps for each key a mark with its last state, for
 * as long as a question can be told anything of it.
 *
 * <p>Memory: of one key what a question at one time can see, and states up to the budget.
 */
final class StatesMerge extends OrderedWork {
  private final ViewDefinition view;
  private final long budget;
  private final TimedKey key = new TimedKey();
  private final KeyGroup group = new KeyGroup();
  private final KeyStates states;
  private final FactOrder order;
  private final ResultsByUnit<StateResults> results;
  private final ByteOutput sortKey = new ByteOutput();
  private final ByteOutput mark = new ByteOutput();
  private long bytes;

  /** The state of the key at hand that was given out last, here or before. */
  private byte @Nullable [] last;

  /** The event time of the newest fact in {@link #last}. */
  private long lastTime;

  /** Whether {@link #last} is what the key's mark said. */
  private boolean isAsBefore;

  private boolean forgets;

  /** Whether facts of a unit have been taken that no state was given out for. */
  private boolean isOpen;

  private long openUnit;

  StatesMerge(Step.States step, Stage stage, Limits limits) {
    super(step, stage, limits);
    this.view = step.view();
    this.budget = limits.foldBytes();
    this.states = new KeyStates(view);
    this.order = new FactOrder(view);
    this.results = new ResultsByUnit<>(stage, limits.blockRows(), () -> new StateResults(step));
  }

  @Override
  void visit(Entry entry, long before) {
    key.read(entry);
    if (!group.holds(entry, key.prefixLength())) {
      endKey(before);
      group.turnTo(entry, key.prefixLength());
      forgets = forgets(entry);
      last = null;
    }
    if (key.side() == TimedKey.MARK) {
      ByteInput in = entry.payload();
      lastTime = in.readLong();
      last = in.readByteArray();
      isAsBefore = true;
    } else if (key.hasKey()) {
      fact(entry);
    }
  }

  private void fact(Entry entry) {
    long unit = stage.units().of(key.time());
    if (isOpen && unit != openUnit) {
      giveOut();
    }
    if (!isOpen) {
      open(unit);
    }
    order.read(key.time(), key.order());
    ByteInput in = entry.payload();
    in.skip(2 * Long.BYTES);
    states.add(order, in);
  }

  private void open(long unit) {
    states.begin(key.bytes());
    if (last != null) {
      states.restore(last);
    }
    isOpen = true;
    openUnit = unit;
  }

  private void giveOut() {
    KeyState state = states.state();
    isOpen = false;
    last = state.state();
    isAsBefore = false;
    lastTime = states.newest();
    results.of(openUnit).add(state, openUnit, lastTime);
    bytes += state.state().length;
    if (bytes > budget) {
      results.push();
      bytes = 0;
    }
  }

  private void endKey(long before) {
    if (isOpen) {
      giveOut();
    }
    boolean isOver = before == Long.MAX_VALUE || KeyStates.isForgotten(view, lastTime, before);
    if (last == null || (isOver && !(isAsBefore && !forgets))) {
      return;
    }
    group.begin(sortKey);
    TimedKey.end(Long.MIN_VALUE, TimedKey.MARK, sortKey);
    mark.clear();
    mark.writeLong(lastTime);
    mark.writeByteArray(last);
    long unneeded = KeyStates.forgottenFrom(view, lastTime);
    kept.add(sortKey, mark, forgottenAt(unneeded, view.reach()), isAsBefore);
  }

  @Override
  void end(long before) {
    endKey(before);
    results.push();
    bytes = 0;
    group.clear();
    last = null;
  }
}
