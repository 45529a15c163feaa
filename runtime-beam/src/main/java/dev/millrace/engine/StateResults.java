package dev.millrace.engine;

import dev.millrace.feature.KeyState;
import dev.millrace.plan.Step;
import dev.millrace.record.Block;
import dev.millrace.record.Mix;
import dev.millrace.record.Selection;
import java.util.ArrayList;
import java.util.List;

/**
 * States of keys on their way into a block. A state's id is its step, its key and its unit; its
 * time is that of its newest fact. Not thread-safe.
 */
final class StateResults implements Results {
  private final Step.States step;
  private final long stepHash;
  private final List<KeyState> states = new ArrayList<>();
  private final RowIds ids = new RowIds();

  StateResults(Step.States step) {
    this.step = step;
    this.stepHash = RowIds.hashOf(step);
  }

  void add(KeyState state, long unit, long newest) {
    states.add(state);
    ids.add(Mix.of(stepHash, Mix.of(state.key(), 0, state.key().length)), unit, newest);
  }

  @Override
  public int size() {
    return states.size();
  }

  @Override
  public Block<?> take() {
    int size = size();
    Object[] rows = states.toArray();
    states.clear();
    return Block.ofRows(step.shape(), rows, Selection.all(size), ids.take(step.name()));
  }
}
