package dev.millrace.plan;

/** Whether a question sees what was known then or what is known now (SEMANTICS S6). */
public enum Knowledge {
  /** Facts that were available at the time of the question: {@code a <= T}. */
  AS_SERVED("as served"),
  /** All facts, whenever they became available. */
  CORRECTED("corrected");

  private final String words;

  Knowledge(String words) {
    this.words = words;
  }

  /** As plans and manifests write it. */
  public String words() {
    return words;
  }
}
