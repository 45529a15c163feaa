package dev.millrace.connect.files.online;

import java.io.Closeable;
import java.io.IOException;

/** Where an {@link OnlineStore} has its states from. Used by one thread at a time. */
public interface StateFeed extends Closeable {
  /** For people: the place. */
  String describe();

  /**
   * Shows everything that is there, and on later calls what came since. States of one key may be
   * shown in any order, and again.
   *
   * @throws dev.millrace.plan.ProblemsException when there is nothing of the view's version, or
   *     something is damaged: at each call until it is mended. What was shown before stays taken,
   *     and nothing that can be read is lost by it: it is shown before, or by a later call
   */
  void read(Taker taker) throws IOException;

  /** Takes what is shown. */
  interface Taker {
    /** The state of a key, taken unless it is older than what is there (SEMANTICS S14). */
    void take(byte[] key, byte[] revision, byte[] state);

    /** The key was deleted. */
    void forget(byte[] key);
  }
}
