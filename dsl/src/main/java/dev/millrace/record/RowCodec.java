package dev.millrace.record;

/** The components' bytes in turn. */
record RowCodec<T>(Class<T> type, RowCode code) implements Codec<T> {
  @Override
  public void encode(T value, ByteOutput out) {
    if (value == null) {
      throw new NullPointerException(type.getSimpleName() + " is null");
    }
    code.encode(value, out);
  }

  @Override
  public T decode(ByteInput in) {
    return type.cast(code.decode(in));
  }
}
