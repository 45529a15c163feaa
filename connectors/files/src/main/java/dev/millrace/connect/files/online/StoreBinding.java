package dev.millrace.connect.files.online;

import dev.millrace.connect.OnlineBinding;
import dev.millrace.connect.SinkBinding;
import dev.millrace.feature.KeyState;
import dev.millrace.plan.ViewDefinition;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Online views in a folder of files; {@link OnlineStore} reads them. Immutable. */
public final class StoreBinding implements OnlineBinding {
  private static final long serialVersionUID = 1L;

  private final String store;

  private StoreBinding(String store) {
    this.store = Objects.requireNonNull(store, "store");
  }

  /**
   * @param store a folder; each version of a view gets a folder of its own in it
   */
  public static StoreBinding of(String store) {
    return new StoreBinding(store);
  }

  @Override
  public String describe() {
    return "files store " + store;
  }

  @Override
  public SinkBinding<KeyState> of(ViewDefinition view) {
    return new StatesSink(StatePlace.of(store, view));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StoreBinding that && store.equals(that.store);
  }

  @Override
  public int hashCode() {
    return store.hashCode();
  }

  @Override
  public String toString() {
    return describe();
  }
}
