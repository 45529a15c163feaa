package dev.millrace.metrics;

import dev.millrace.record.Mix;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Texts as parts of a metric's name, where a runner gives no labels: letters, digits and single
 * underscores, so that two underscores stand between parts. Two texts never get the same part, but
 * for a chance of 2^-32: where something else than separators was lost, a hash of the text follows.
 */
final class NamePart {
  private static final Pattern STEP = Pattern.compile("([A-Za-z]+:)?[a-z0-9]+(-[a-z0-9]+)*");
  private static final Pattern RULE = Pattern.compile("[A-Za-z0-9]+( [A-Za-z0-9]+)*");
  private static final Pattern OTHERS = Pattern.compile("[^A-Za-z0-9]+");
  private static final int LONGEST = 80;

  private NamePart() {}

  /** {@code validate:invoice-lines} is {@code validate_invoice_lines}; ports likewise. */
  static String ofStep(String step) {
    return part(step, STEP);
  }

  /** {@code customerId not null} is {@code customerId_not_null}. */
  static String ofRule(String rule) {
    return part(rule, RULE);
  }

  private static String part(String text, Pattern plain) {
    String part = OTHERS.matcher(text).replaceAll("_");
    if (plain.matcher(text).matches() && part.length() <= LONGEST) {
      return part;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    String cut = part.substring(0, Math.min(part.length(), LONGEST));
    String begin = cut.startsWith("_") ? cut.substring(1) : cut;
    String separator = begin.isEmpty() || begin.endsWith("_") ? "" : "_";
    return begin + separator + "%08x".formatted((int) Mix.of(bytes, 0, bytes.length));
  }
}
