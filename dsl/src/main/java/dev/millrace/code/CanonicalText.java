package dev.millrace.code;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A definition as a sequence of tokens, each headed by its length so that no two sequences write
 * the same text.
 */
final class CanonicalText {
  private final StringBuilder text = new StringBuilder();

  CanonicalText add(Object... tokens) {
    for (Object token : tokens) {
      String written = token.toString();
      text.append(written.length()).append(':').append(written).append(' ');
    }
    return this;
  }

  /** The first 16 bytes of the text's SHA-256, as 32 hex digits. */
  String hex() {
    return hexOf(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  static String hexOf(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
