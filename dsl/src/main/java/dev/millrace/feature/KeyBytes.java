package dev.millrace.feature;

import dev.millrace.record.ByteOutput;
import dev.millrace.record.Mix;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An encoded key, fit for a map. */
final class KeyBytes {
  private final byte[] bytes;
  private final int hash;

  private KeyBytes(byte[] bytes) {
    this.bytes = bytes;
    this.hash = (int) (Mix.of(bytes, 0, bytes.length) >>> 32);
  }

  static KeyBytes of(ByteOutput key) {
    return new KeyBytes(key.toByteArray());
  }

  static KeyBytes of(byte[] key) {
    return new KeyBytes(key);
  }

  byte[] bytes() {
    return bytes;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KeyBytes key && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
