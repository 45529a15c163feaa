package dev.millrace.connect.files.avro;

import dev.millrace.record.Block;
import dev.millrace.record.Column;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** Writers of what is kept as an object. */
final class ObjectWriters {
  private ObjectWriters() {}

  static final class Text extends ValueWriter {
    @Override
    void write(Object value, DatumOutput out) throws UnwritableException {
      out.writeText((String) value);
    }
  }

  static final class Bytes extends ValueWriter {
    @Override
    void write(Object value, DatumOutput out) {
      out.writeBytes((byte[]) value);
    }
  }

  static final class Fixed extends ValueWriter {
    private final int size;

    Fixed(int size) {
      this.size = size;
    }

    @Override
    void write(Object value, DatumOutput out) throws UnwritableException {
      byte[] bytes = (byte[]) value;
      if (bytes.length != size) {
        throw new UnwritableException(
            "has " + bytes.length + " bytes, and the schema's fixed has " + size);
      }
      out.writeFixed(bytes, 0, size);
    }
  }

  static final class Floats extends ValueWriter {
    @Override
    void write(Object value, DatumOutput out) {
      float[] floats = (float[]) value;
      if (floats.length > 0) {
        out.writeLong(floats.length);
        for (float each : floats) {
          out.writeFloat(each);
        }
      }
      out.writeLong(0);
    }
  }

  /** The unscaled number and the scale: any decimal, bit for bit. */
  static final class AnyDecimal extends ValueWriter {
    private final DatumOutput inner = new DatumOutput();

    @Override
    void write(Object value, DatumOutput out) {
      BigDecimal decimal = (BigDecimal) value;
      inner.truncate(0);
      inner.writeBytes(decimal.unscaledValue().toByteArray());
      inner.writeLong(decimal.scale());
      out.writeLong(inner.size());
      out.writeFixed(inner.array(), 0, inner.size());
    }
  }

  static final class DecimalText extends ValueWriter {
    @Override
    void write(Object value, DatumOutput out) throws UnwritableException {
      out.writeText(value.toString());
    }
  }

  /** {@code decimal(p, s)}; what it cannot say exactly is refused, not rounded. */
  static final class ScaledDecimal extends ValueWriter {
    private final int precision;
    private final int scale;
    private final int fixedSize;

    ScaledDecimal(Schema schema, LogicalTypes.Decimal type) {
      this.precision = type.getPrecision();
      this.scale = type.getScale();
      this.fixedSize = schema.getType() == Schema.Type.FIXED ? schema.getFixedSize() : -1;
    }

    @Override
    void write(Object value, DatumOutput out) throws UnwritableException {
      byte[] digits = unscaled((BigDecimal) value).toByteArray();
      if (fixedSize < 0) {
        out.writeBytes(digits);
        return;
      }
      byte[] padded = new byte[fixedSize];
      Arrays.fill(padded, (byte) (digits[0] < 0 ? -1 : 0));
      System.arraycopy(digits, 0, padded, fixedSize - digits.length, digits.length);
      out.writeFixed(padded, 0, fixedSize);
    }

    private BigInteger unscaled(BigDecimal value) throws UnwritableException {
      // The length is compared first: setting the scale of 1E+999999999 would write it out.
      if (value.signum() == 0) {
        return BigInteger.ZERO;
      }
      if ((long) value.precision() - value.scale() > precision - scale) {
        throw unwritable(value);
      }
      try {
        return value.setScale(scale).unscaledValue();
      } catch (ArithmeticException tooFine) {
        throw unwritable(value);
      }
    }

    private UnwritableException unwritable(BigDecimal value) {
      return new UnwritableException(
          "is " + value + ", which is no decimal(" + precision + ", " + scale + ") exactly");
    }
  }

  /** A list as one run of items. */
  static final class Items extends ValueWriter {
    private final ValueWriter item;

    Items(ValueWriter item) {
      this.item = item;
    }

    @Override
    void write(Object value, DatumOutput out) throws UnwritableException {
      List<?> list = (List<?>) value;
      if (!list.isEmpty()) {
        out.writeLong(list.size());
        for (Object each : list) {
          item.write(Objects.requireNonNull(each, "an element of a list is null"), out);
        }
      }
      out.writeLong(0);
    }
  }

  /** A map by its keys' order: equal maps have equal bytes. */
  static final class Entries extends ValueWriter {
    private final ValueWriter value;

    Entries(ValueWriter value) {
      this.value = value;
    }

    @Override
    void write(Object object, DatumOutput out) throws UnwritableException {
      Map<?, ?> map = (Map<?, ?>) object;
      if (!map.isEmpty()) {
        Object[] keys = map.keySet().toArray();
        Arrays.sort(keys);
        out.writeLong(keys.length);
        for (Object key : keys) {
          out.writeText((String) key);
          value.write(Objects.requireNonNull(map.get(key), "a value of a map is null"), out);
        }
      }
      out.writeLong(0);
    }
  }

  /** What may be null, as a union; and what may not, into one that has a null. */
  static final class Nullable extends ValueWriter {
    private final int nullBranch;
    private final ValueWriter value;

    Nullable(int nullBranch, ValueWriter value) {
      this.nullBranch = nullBranch;
      this.value = value;
    }

    @Override
    void write(Column column, int row, DatumOutput out) throws UnwritableException {
      if (column.isNull(row)) {
        out.writeLong(nullBranch);
      } else {
        out.writeLong(1 - nullBranch);
        value.write(column, row, out);
      }
    }

    @Override
    void write(Object object, DatumOutput out) throws UnwritableException {
      out.writeLong(1 - nullBranch);
      value.write(object, out);
    }
  }

  /** An Optional as a union. */
  static final class OfOptional extends ValueWriter {
    private final int nullBranch;
    private final ValueWriter value;

    OfOptional(int nullBranch, ValueWriter value) {
      this.nullBranch = nullBranch;
      this.value = value;
    }

    @Override
    void write(Object object, DatumOutput out) throws UnwritableException {
      Optional<?> optional = (Optional<?>) object;
      if (optional.isEmpty()) {
        out.writeLong(nullBranch);
      } else {
        out.writeLong(1 - nullBranch);
        value.write(optional.get(), out);
      }
    }
  }

  /** A nested element: a block of one row, from which its columns are taken. */
  static final class Element<T> extends ValueWriter {
    private static final Selection ONE = Selection.all(1);

    private final Shape<T> shape;
    private final RecordWriter record;

    Element(Shape<T> shape, RecordWriter record) {
      this.shape = shape;
      this.record = record;
    }

    @Override
    void write(Object value, DatumOutput out) throws UnwritableException {
      Provenance nobody = Provenance.of("", new long[1], new long[1]);
      Block<T> block = Block.ofRows(shape, new Object[] {value}, ONE, nobody);
      record.begin(block);
      record.write(0, out);
    }
  }
}
