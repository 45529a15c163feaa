package dev.millrace.connect.kafka;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The keys whose last message in a topic is no state, in the order in which they were met. A later
 * message of the key that can be read, a state or none, takes it off. Not thread-safe.
 */
final class UnreadStates {
  private final Map<ByteBuffer, String> byKey = new LinkedHashMap<>();

  /**
   * @param what stands where, and what is wrong with it
   */
  void add(byte[] key, String what) {
    byKey.put(ByteBuffer.wrap(key), what);
  }

  void mend(byte[] key) {
    if (!byKey.isEmpty()) {
      byKey.remove(ByteBuffer.wrap(key));
    }
  }

  void clear() {
    byKey.clear();
  }

  boolean isEmpty() {
    return byKey.isEmpty();
  }

  /** The first of them, and how many others there are. */
  @Override
  public String toString() {
    String first = byKey.isEmpty() ? "" : byKey.values().iterator().next();
    return byKey.size() < 2
        ? first
        : first + " (so is it with " + (byKey.size() - 1) + " more of its keys)";
  }
}
