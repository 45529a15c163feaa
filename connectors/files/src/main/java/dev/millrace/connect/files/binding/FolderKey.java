package dev.millrace.connect.files.binding;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a folder's name says of all rows below it, in the way of Hive: {@code country=UK}.
 *
 * @param name of the key, with {@code %} and two digits decoded
 * @param value decoded; null for {@value #NULL}
 * @param folder the name as it is
 */
public record FolderKey(String name, @Nullable String value, String folder) {
  /** How Hive, and Spark, write null (and the empty text). */
  static final String NULL = "__HIVE_DEFAULT_PARTITION__";

  /** The keys in a file's name, from left to right; the last part is no folder. */
  static List<FolderKey> of(String fileName) {
    List<FolderKey> keys = new ArrayList<>();
    int from = 0;
    for (int to = fileName.indexOf('/'); to >= 0; to = fileName.indexOf('/', from)) {
      String folder = fileName.substring(from, to);
      int equals = folder.indexOf('=');
      if (equals > 0) {
        String value = folder.substring(equals + 1);
        keys.add(
            new FolderKey(
                decoded(folder.substring(0, equals)),
                value.equals(NULL) ? null : decoded(value),
                folder));
      }
      from = to + 1;
    }
    return keys;
  }

  /** A percent sign without two hexadecimal digits is one. */
  private static String decoded(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < encoded.length; i++) {
      int high = i + 2 < encoded.length ? Character.digit(encoded[i + 1], 16) : -1;
      int low = i + 2 < encoded.length ? Character.digit(encoded[i + 2], 16) : -1;
      boolean escaped = encoded[i] == '%' && high >= 0 && low >= 0;
      bytes.write(escaped ? high << 4 | low : encoded[i]);
      i += escaped ? 2 : 0;
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
