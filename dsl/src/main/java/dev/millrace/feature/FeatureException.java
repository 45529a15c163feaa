package dev.millrace.feature;

/** A function of a feature view's author threw. */
public final class FeatureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FeatureException(String view, String role, Object argument, Exception cause) {
    super(
        "view "
            + view
            + ": the function of "
            + role
            + " threw "
            + cause
            + " for "
            + shown(argument),
        cause);
  }

  private static String shown(Object argument) {
    String text = String.valueOf(argument);
    return text.length() <= 200 ? text : text.substring(0, 200) + "...";
  }
}
