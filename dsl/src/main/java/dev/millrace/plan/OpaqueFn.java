package dev.millrace.plan;

import dev.millrace.code.CodeFingerprint;
import dev.millrace.record.Fn;
import java.io.Serializable;

/**
 * A function of the author's: called by the engine, known to the plan by the hash of its code
 * alone.
 */
public final class OpaqueFn implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Fn<Object, Object> fn;
  private final String code;

  private OpaqueFn(Fn<Object, Object> fn, String code) {
    this.fn = fn;
    this.code = code;
  }

  /** Takes any function; the plan has checked its types where it was attached. */
  @SuppressWarnings("unchecked")
  public static OpaqueFn of(Fn<?, ?> fn) {
    return new OpaqueFn((Fn<Object, Object>) fn, CodeFingerprint.of(fn).hex());
  }

  public Fn<Object, Object> fn() {
    return fn;
  }

  /** The hash of its normalised bytecode, in hex. */
  public String code() {
    return code;
  }
}
