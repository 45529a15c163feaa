package dev.millrace.testkit;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Functions of the view's author, called for the oracle. */
final class OracleCode {
  private OracleCode() {}

  /**
   * @throws IllegalStateException when the function throws, naming it
   */
  static @Nullable Object call(String name, Callable<@Nullable Object> function) {
    try {
      return function.call();
    } catch (Exception e) {
      throw new IllegalStateException("\"" + name + "\" of the view threw " + e, e);
    }
  }
}
