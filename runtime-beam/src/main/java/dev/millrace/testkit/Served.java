package dev.millrace.testkit;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What answers in a plain JVM; the kit's own tests have some that are wrong on purpose. */
interface Served {
  void update(Object fact);

  Found ask(@Nullable Object key, long at);

  /** Without statuses. */
  List<Found> askAll(List<? extends @Nullable Object> keys, long at);

  Optional<byte[]> state(Object key);

  void restore(byte[] state);

  void evict(long horizon);
}
