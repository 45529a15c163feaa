package dev.millrace.plan;

/** Which of the facts around the time of a question it may see (SEMANTICS S5). */
public enum Bound {
  /** Facts up to and at the time: {@code e <= T}. */
  CLOSED("closed"),
  /** Facts before the time: {@code e < T}; windows end one microsecond before T. */
  BEFORE("before"),
  /**
   * Facts before the asking row itself in the order of SEMANTICS S3; only where the asking rows are
   * facts of the view.
   */
  BEFORE_SELF("before self"),
  /** {@link #BEFORE_SELF}, and the asking row itself. */
  INCLUDE_SELF("include self");

  private final String words;

  Bound(String words) {
    this.words = words;
  }

  /** As plans and manifests write it. */
  public String words() {
    return words;
  }

  /** Whether the question is itself a fact of the view. */
  public boolean isOfSelf() {
    return this == BEFORE_SELF || this == INCLUDE_SELF;
  }
}
