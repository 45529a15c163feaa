package dev.millrace.connect;

import dev.millrace.plan.Problem;
import java.io.IOException;
import java.io.Serializable;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Values that came from the environment, and what may be shown instead of each: {@code ${NAME}}.
 * Connectors need not know which of their settings are secret, because everything they say about
 * themselves goes through here.
 *
 * <p>A value of fewer than {@value #SHORT} characters that starts and ends like a word is only
 * concealed where it stands as a word of its own: a variable that happens to be {@code 1} must not
 * make every number unreadable.
 */
final class Secrets implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int SHORT = 8;

  static final Secrets NONE = new Secrets(Map.of());

  private final HashMap<String, String> shownByValue;
  private final Pattern anyValue;

  private Secrets(Map<String, String> shownByValue) {
    this.shownByValue = new HashMap<>(shownByValue);
    // Longest first: of two values that start alike, the longer one holds more of the secret.
    this.anyValue =
        Pattern.compile(
            shownByValue.keySet().stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(Secrets::pattern)
                .collect(Collectors.joining("|")));
  }

  Secrets with(String value, String shown) {
    if (value.isBlank() || shownByValue.containsKey(value)) {
      return this;
    }
    Map<String, String> more = new HashMap<>(shownByValue);
    more.put(value, shown);
    return new Secrets(more);
  }

  boolean isEmpty() {
    return shownByValue.isEmpty();
  }

  /** The text with every secret value replaced by its variable. */
  String conceal(String text) {
    if (isEmpty()) {
      return text;
    }
    Matcher matcher = anyValue.matcher(text);
    return matcher.replaceAll(
        found -> Matcher.quoteReplacement(shownByValue.getOrDefault(found.group(), "")));
  }

  Problem conceal(Problem problem) {
    return new Problem(
        problem.code(),
        conceal(problem.where()),
        conceal(problem.what()),
        conceal(problem.why()),
        conceal(problem.fix()));
  }

  /**
   * The exception itself when it says nothing secret; otherwise one of the same place and a
   * concealed message. Its causes are left out, since they would say the secret again.
   */
  IOException conceal(IOException exception) {
    String said = String.valueOf(exception);
    String shown = conceal(said);
    if (shown.equals(said) && exception.getCause() == null) {
      return exception;
    }
    IOException concealed = new IOException(shown);
    concealed.setStackTrace(exception.getStackTrace());
    return concealed;
  }

  /**
   * The failure itself when nothing in it, its causes and what was suppressed says a secret;
   * otherwise one that tells the same from the same places, concealed.
   */
  Throwable conceal(Throwable failure) {
    if (isEmpty() || !says(failure, newSet())) {
      return failure;
    }
    return concealed(failure, newSet());
  }

  private boolean says(Throwable failure, Set<Throwable> seen) {
    if (!seen.add(failure)) {
      return false;
    }
    String said = failure.toString();
    if (!conceal(said).equals(said)) {
      return true;
    }
    for (Throwable suppressed : failure.getSuppressed()) {
      if (says(suppressed, seen)) {
        return true;
      }
    }
    return failure.getCause() != null && says(failure.getCause(), seen);
  }

  private Throwable concealed(Throwable failure, Set<Throwable> seen) {
    seen.add(failure);
    ConcealedFailure concealed = new ConcealedFailure(conceal(failure.toString()));
    concealed.setStackTrace(failure.getStackTrace());
    Throwable cause = failure.getCause();
    if (cause != null && !seen.contains(cause)) {
      concealed.initCause(concealed(cause, seen));
    }
    for (Throwable suppressed : failure.getSuppressed()) {
      if (!seen.contains(suppressed)) {
        concealed.addSuppressed(concealed(suppressed, seen));
      }
    }
    return concealed;
  }

  private static Set<Throwable> newSet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  /** Stands for a failure of another class, which its text names in the place of its own. */
  @SuppressWarnings("OverrideThrowableToString")
  private static final class ConcealedFailure extends Exception {
    private static final long serialVersionUID = 1L;

    ConcealedFailure(String text) {
      super(text);
    }

    @Override
    public String toString() {
      return String.valueOf(getMessage());
    }
  }

  private static String pattern(String value) {
    String quoted = Pattern.quote(value);
    boolean word =
        Character.isLetterOrDigit(value.charAt(0))
            && Character.isLetterOrDigit(value.charAt(value.length() - 1));
    return word && value.length() < SHORT
        ? "(?<![\\p{L}\\p{N}])" + quoted + "(?![\\p{L}\\p{N}])"
        : quoted;
  }
}
