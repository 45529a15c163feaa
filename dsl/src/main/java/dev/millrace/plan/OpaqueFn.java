package dev.millrace.plan;

import dev.millrace.code.CodeFingerprint;
import dev.millrace.record.Fn;
import dev.millrace.record.Fn2;
import java.io.Serializable;

/**
 * A function of the author's: called by the engine, known to the plan by the hash of its code
 * alone.
 */
public final class OpaqueFn implements Serializable {
  private static final long serialVersionUID = 2L;

  private final Serializable function;
  private final String code;

  private OpaqueFn(Serializable function) {
    this.function = function;
    this.code = CodeFingerprint.of(function).hex();
  }

  /** Takes any function; the plan has checked its types where it was attached. */
  public static OpaqueFn of(Fn<?, ?> fn) {
    return new OpaqueFn(fn);
  }

  /** {@link #of(Fn)} for what the runtime calls, not the engine. */
  public static OpaqueFn of(Transform<?, ?> transform) {
    return new OpaqueFn(transform.code());
  }

  /** {@link #of(Fn)} for a function of two arguments. */
  public static OpaqueFn of(Fn2<?, ?, ?> fn) {
    return new OpaqueFn(fn);
  }

  /**
   * The function.
   *
   * @throws ClassCastException when it takes two arguments
   */
  @SuppressWarnings("unchecked")
  public Fn<Object, Object> fn() {
    return (Fn<Object, Object>) function;
  }

  /**
   * The function.
   *
   * @throws ClassCastException when it takes one argument
   */
  @SuppressWarnings("unchecked")
  public Fn2<Object, Object, Object> fn2() {
    return (Fn2<Object, Object, Object>) function;
  }

  /** The function, however many arguments it takes. */
  Serializable function() {
    return function;
  }

  /** The hash of its normalised bytecode, in hex. */
  public String code() {
    return code;
  }
}
