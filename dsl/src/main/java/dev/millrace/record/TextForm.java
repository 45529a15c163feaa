package dev.millrace.record;

/** Text: its length in bytes, and UTF-8. */
record TextForm(String label) implements ValueForm {
  @Override
  public void write(Object value, ByteOutput out) {
    try {
      out.writeString((String) value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(label + ": " + e.getMessage(), e);
    }
  }

  @Override
  public Object read(ByteInput in) {
    return in.readString();
  }

  @Override
  public long weigh(Object value) {
    return 48L + ((String) value).length();
  }
}
