package dev.millrace.connect;

import dev.millrace.feature.KeyState;
import dev.millrace.plan.ViewDefinition;
import java.io.Serializable;

/**
 * Where the states of an online view go, from which its features are served. Each version of a view
 * has a place of its own there, so what is kept of one never meets another (SEMANTICS S16).
 *
 * <p>What is there already is only ever replaced by what is newer (S14): a run that starts over
 * from old facts takes nothing from whoever serves.
 */
public interface OnlineBinding extends Serializable {
  /** For people, as {@link SinkBinding#describe}. */
  String describe();

  /**
   * The place of one version of a view: its folder says which.
   *
   * @return a binding whose {@link SinkBinding#succession} keeps what is newer
   */
  SinkBinding<KeyState> of(ViewDefinition view);
}
