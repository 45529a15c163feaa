package dev.millrace;

import java.util.regex.Pattern;

/**
 * Port and pipeline names stand in file names, metrics and bindings: one spelling that fits all of
 * them.
 */
final class PortName {
  private static final Pattern ALLOWED = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  private PortName() {}

  static void check(String name) {
    if (!ALLOWED.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'"
              + name
              + "' cannot be a name: it stands in file names, metrics and bindings. "
              + "Write lower-case letters, digits and single hyphens, starting with a letter, as in 'invoice-lines'.");
    }
  }
}
