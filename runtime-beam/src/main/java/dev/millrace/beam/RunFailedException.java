package dev.millrace.beam;

import dev.millrace.plan.ErrorCode;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run that failed, and published nothing but the units of a stream: why, in the author's words,
 * and where its rejects were kept, if anywhere.
 */
public final class RunFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable ErrorCode code;
  private final transient @Nullable Path keptRejects;
  private final int publishedUnits;

  RunFailedException(
      String message,
      @Nullable ErrorCode code,
      @Nullable Path keptRejects,
      int publishedUnits,
      Throwable cause) {
    super(message, cause);
    this.publishedUnits = publishedUnits;
    this.code = code;
    this.keptRejects = keptRejects;
  }

  /** What kind of failure; empty for one that Millrace has no words for. */
  public Optional<ErrorCode> code() {
    return Optional.ofNullable(code);
  }

  /** How many units a stream had published before it failed; they stay. 0 for a batch. */
  public int publishedUnits() {
    return publishedUnits;
  }

  /** The folder with the rejects of the failed run. */
  public Optional<Path> keptRejects() {
    return Optional.ofNullable(keptRejects);
  }
}
