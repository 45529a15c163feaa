package dev.millrace.record;

/** A length and the bytes. */
record BytesForm() implements ValueForm {
  @Override
  public void write(Object value, ByteOutput out) {
    out.writeByteArray((byte[]) value);
  }

  @Override
  public Object read(ByteInput in) {
    return in.readByteArray();
  }

  @Override
  public long weigh(Object value) {
    return 16L + ((byte[]) value).length;
  }
}
