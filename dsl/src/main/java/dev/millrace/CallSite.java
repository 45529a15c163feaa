package dev.millrace;

import java.util.Set;

/** The author's line that called into the language. */
final class CallSite {
  private static final Set<String> OURS =
      Set.of(
          "dev.millrace",
          "dev.millrace.plan",
          "dev.millrace.record",
          "dev.millrace.aggregate",
          "dev.millrace.code",
          "dev.millrace.feature");

  private CallSite() {}

  /** {@code Retail.java:42}, or {@code unknown line} when compiled without debug information. */
  static String here() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames.filter(frame -> !OURS.contains(packageOf(frame.getClassName()))).findFirst())
        .filter(frame -> frame.getFileName() != null && frame.getLineNumber() > 0)
        .map(frame -> frame.getFileName() + ":" + frame.getLineNumber())
        .orElse("unknown line");
  }

  private static String packageOf(String className) {
    return className.substring(0, Math.max(0, className.lastIndexOf('.')));
  }
}
