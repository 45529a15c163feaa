package dev.millrace.connect;

/** A connector that has no bindings for a kind of port. */
final class UnsupportedPortException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param kind {@code sources}
   */
  UnsupportedPortException(String kind) {
    super(kind);
  }

  String kind() {
    return String.valueOf(getMessage());
  }
}
