package dev.millrace.record;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.invoke.SerializedLambda;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks into a lambda or method reference without running it: which method implements it, and what
 * it captured.
 *
 * <p>A serialisable lambda offers itself to Java serialisation as a {@link SerializedLambda}; a
 * stream that replaces the very first object it meets sees that form and writes nothing. So no
 * {@code opens} is needed in a named module, and captured arguments need not be serialisable.
 */
public final class SerializedCode {
  private SerializedCode() {}

  /**
   * The serialised form of a lambda or method reference; empty for an object of a class that
   * somebody wrote, even when it holds lambdas in its fields.
   *
   * @throws UncheckedIOException when a class with a {@code writeReplace} of its own fails in it
   */
  public static Optional<SerializedLambda> of(Serializable function) {
    try (Tap tap = new Tap()) {
      tap.writeObject(function);
      return Optional.ofNullable(tap.lambda);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Tap extends ObjectOutputStream {
    private @Nullable SerializedLambda lambda;

    Tap() throws IOException {
      super(OutputStream.nullOutputStream());
      enableReplaceObject(true);
    }

    /** The only object asked about is the function itself: null in its place ends the writing. */
    @Override
    protected @Nullable Object replaceObject(Object object) {
      if (object instanceof SerializedLambda form) {
        lambda = form;
      }
      return null;
    }
  }
}
