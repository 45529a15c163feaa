package dev.millrace.connect.kafka;

import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What the failures of clients mean; what is told of them holds no secret. */
final class ClientFailure {
  private static final Pattern QUOTED = Pattern.compile("'.*'", Pattern.DOTALL);

  private ClientFailure() {}

  /** What a client's failure says, without the classes that wrap it. */
  static String reason(Throwable failure) {
    Throwable cause = root(failure);
    if (cause instanceof TimeoutException) {
      return "no answer within " + Cluster.ANSWER.toSeconds() + " seconds";
    }
    String message = cause.getMessage();
    return cause.getClass().getSimpleName() + (message == null ? "" : ": " + withoutLogin(message));
  }

  /**
   * Of a login that cannot be understood the client quotes parts: pieces of a password, say, that
   * has quotes in it, which nobody would know for a secret.
   */
  private static String withoutLogin(String message) {
    return message.contains("JAAS config")
        ? QUOTED.matcher(message).replaceAll("'…'") + " (sasl.jaas.config)"
        : message;
  }

  /** {@link #reason} in a word, which says nothing that came from a setting. */
  static String kind(Throwable failure) {
    return root(failure).getClass().getSimpleName();
  }

  static Throwable root(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  static boolean isUnknownTopic(Throwable failure) {
    return root(failure) instanceof UnknownTopicOrPartitionException;
  }

  /** That the brokers do not let the client in. */
  static Optional<AuthenticationException> refusal(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof AuthenticationException refusal) {
        return Optional.of(refusal);
      }
    }
    return Optional.empty();
  }
}
