package dev.millrace.record;

/**
 * A compact and deterministic binary form: equal values have equal bytes. The form has a version,
 * {@link #FORMAT_VERSION}, that whoever stores bytes writes in front of them, together with the
 * shape's fingerprint.
 */
public interface Codec<T> {
  int FORMAT_VERSION = 1;

  /**
   * @throws NullPointerException when a component that is not {@code @Nullable} is null, naming it
   */
  void encode(T value, ByteOutput out);

  /**
   * @throws CorruptDataException when the bytes were not written by this codec
   */
  T decode(ByteInput in);
}
