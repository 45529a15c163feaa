package dev.millrace.testkit;

import dev.millrace.OnlineView;
import dev.millrace.connect.OnlineBinding;
import dev.millrace.connect.Rows;
import dev.millrace.connect.SinkBinding;
import dev.millrace.feature.FeatureEvaluator;
import dev.millrace.feature.KeyState;
import dev.millrace.plan.ViewDefinition;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The states of an online view in a test: as rows, of which the newest of each key are taken. */
record StatesInMemory(String folder) implements OnlineBinding {
  private static final long serialVersionUID = 1L;

  @Override
  public String describe() {
    return "rows " + folder;
  }

  @Override
  public SinkBinding<KeyState> of(ViewDefinition view) {
    return Rows.sink(Path.of(folder));
  }

  /** An evaluator that was given the newest state of each key. */
  static <K, F> FeatureEvaluator<K, ?, F> evaluator(OnlineView<K, F> view, List<KeyState> states) {
    FeatureEvaluator<K, ?, F> evaluator = view.evaluator();
    Map<ByteBuffer, KeyState> newest = new HashMap<>();
    for (KeyState state : states) {
      newest.merge(
          ByteBuffer.wrap(state.key()),
          state,
          (one, other) -> KeyState.isOlder(other.revision(), one.revision()) ? one : other);
    }
    newest.values().forEach(state -> evaluator.restore(state.state()));
    return evaluator;
  }
}
