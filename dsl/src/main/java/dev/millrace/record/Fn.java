package dev.millrace.record;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A function of the user's: opaque to the plan, known by a fingerprint of its code, sent to workers
 * by serialisation. It must be pure: it may be called again for the same row, on any thread's own
 * copy.
 */
@FunctionalInterface
public interface Fn<A, R extends @Nullable Object> extends Serializable {
  R apply(A argument) throws Exception;
}
