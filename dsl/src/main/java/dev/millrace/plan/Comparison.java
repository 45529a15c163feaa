package dev.millrace.plan;

/**
 * How two columns of one row are compared: by the natural order of their type, and floating point
 * by value, so that -0.0 equals 0.0 and nothing holds for NaN.
 */
public enum Comparison {
  LESS_THAN("<"),
  AT_MOST("<="),
  EQUAL_TO("="),
  NOT_EQUAL_TO("!="),
  AT_LEAST(">="),
  GREATER_THAN(">");

  private final String sign;

  Comparison(String sign) {
    this.sign = sign;
  }

  public String sign() {
    return sign;
  }

  /** Whether the comparison holds for a {@link Comparable#compareTo} result. */
  public boolean holds(int order) {
    return switch (this) {
      case LESS_THAN -> order < 0;
      case AT_MOST -> order <= 0;
      case EQUAL_TO -> order == 0;
      case NOT_EQUAL_TO -> order != 0;
      case AT_LEAST -> order >= 0;
      case GREATER_THAN -> order > 0;
    };
  }
}
