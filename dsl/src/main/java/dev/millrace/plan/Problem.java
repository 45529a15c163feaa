package dev.millrace.plan;

import java.io.Serializable;

/**
 * One mistake, told to its author.
 *
 * @param code what kind of mistake; stable
 * @param where the user's own words for the place: a step and its line ({@code
 *     validate:invoice-lines (Retail.java:42)}), a port, or a line of a bindings file; empty when
 *     the problem has no single place
 * @param what what is wrong
 * @param why why it matters
 * @param fix what to write instead
 */
public record Problem(ErrorCode code, String where, String what, String why, String fix)
    implements Serializable {
  /** {@code [MR-F004] step (File.java:12): What. Why: … Fix: …} on one line. */
  @Override
  public String toString() {
    return "["
        + code.code()
        + "] "
        + (where.isEmpty() ? "" : where + ": ")
        + sentence(what)
        + " Why: "
        + sentence(why)
        + " Fix: "
        + sentence(fix);
  }

  private static String sentence(String text) {
    return text.endsWith(".") || text.endsWith("?") ? text : text + ".";
  }
}
