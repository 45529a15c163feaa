package dev.millrace.record;

/** What UTF-8 cannot carry. */
final class Utf8 {
  private Utf8() {}

  /**
   * Throws when {@code text} holds an unpaired surrogate; {@code encodedLength} lets plain ASCII
   * pass unread.
   */
  static void requireWellFormed(String text, int encodedLength) {
    int length = text.length();
    if (encodedLength == length && isAsciiOrReplaced(text)) {
      return;
    }
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < length
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new IllegalArgumentException(
            "text has an unpaired surrogate at index " + i + " and cannot be UTF-8");
      }
    }
  }

  /** As many bytes as chars: either all ASCII, or a surrogate was replaced by '?'. */
  private static boolean isAsciiOrReplaced(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7F) {
        return false;
      }
    }
    return true;
  }
}
