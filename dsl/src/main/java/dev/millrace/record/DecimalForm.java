package dev.millrace.record;

import java.math.BigDecimal;
import java.math.BigInteger;

/** The scale, then the unscaled value in the fewest bytes: 1.0 and 1.00 are different values. */
record DecimalForm() implements ValueForm {
  @Override
  public void write(Object value, ByteOutput out) {
    BigDecimal decimal = (BigDecimal) value;
    out.writeSignedVarLong(decimal.scale());
    out.writeByteArray(decimal.unscaledValue().toByteArray());
  }

  @Override
  public Object read(ByteInput in) {
    long scale = in.readSignedVarLong();
    if (scale != (int) scale) {
      throw new CorruptDataException("a decimal's scale is " + scale);
    }
    int length = in.readLength();
    if (length == 0) {
      throw new CorruptDataException("a decimal has no digits");
    }
    int from = in.position();
    in.skip(length);
    return new BigDecimal(new BigInteger(in.array(), from, length), (int) scale);
  }

  @Override
  public long weigh(Object value) {
    return 40L + ((BigDecimal) value).precision() / 2;
  }
}
