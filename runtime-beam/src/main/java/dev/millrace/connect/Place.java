package dev.millrace.connect;

/**
 * A place in a bindings file, and the port it speaks of.
 *
 * @param line from 1
 * @param column from 1
 * @param port {@code source 'invoice-lines'}; empty outside the ports
 */
record Place(int line, int column, String port) {
  Place of(String otherPort) {
    return new Place(line, column, otherPort);
  }

  /** {@code bindings.yaml:3:14 (source 'invoice-lines')}. */
  String in(String file) {
    return file + ":" + line + ":" + column + (port.isEmpty() ? "" : " (" + port + ")");
  }
}
