package dev.millrace.record;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * {@link Fn} of two arguments: opaque to the plan, known by a fingerprint of its code, sent to
 * workers by serialisation, and pure.
 */
@FunctionalInterface
public interface Fn2<
        A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
    extends Serializable {
  R apply(A first, B second) throws Exception;
}
