package dev.millrace.record;

/** A count, and four bytes each; one NaN for all. */
record FloatsForm() implements ValueForm {
  @Override
  public void write(Object value, ByteOutput out) {
    float[] floats = (float[]) value;
    out.writeVarLong(floats.length);
    for (float f : floats) {
      out.writeInt(Float.floatToIntBits(f));
    }
  }

  @Override
  public Object read(ByteInput in) {
    int count = in.readLength();
    if (count > in.remaining() / Float.BYTES) {
      throw new CorruptDataException(
          count + " floats announced, " + in.remaining() + " bytes left");
    }
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = Float.intBitsToFloat(in.readInt());
    }
    return floats;
  }

  @Override
  public long weigh(Object value) {
    return 16 + (long) Float.BYTES * ((float[]) value).length;
  }
}
