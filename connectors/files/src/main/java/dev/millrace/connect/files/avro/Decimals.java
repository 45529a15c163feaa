package dev.millrace.connect.files.avro;

import dev.millrace.record.ColumnBuilder;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** Readers of decimals: exact, with their scale. */
final class Decimals {
  /** What Avro calls bytes that hold a decimal and its scale. */
  static final String ANY_SCALE = "big-decimal";

  private static final int MAX_CHARACTERS = 1000;

  /** Arithmetic on longer numbers takes more than linear time. */
  private static final int MAX_BYTES = 1000;

  private Decimals() {}

  /** {@code decimal(p, s)}: the unscaled number, big-endian, in bytes or in a fixed. */
  static final class Scaled extends ValueReader {
    private final String rule;
    private final int scale;
    private final int fixedSize;

    /**
     * @param fixedSize of a fixed; negative for bytes, which say their length
     */
    Scaled(String rule, int scale, int fixedSize) {
      this.rule = rule;
      this.scale = scale;
      this.fixedSize = fixedSize;
    }

    @Override
    boolean mayRefuse() {
      return fixedSize < 1 || fixedSize > MAX_BYTES;
    }

    @Override
    boolean read(DatumInput in, ColumnBuilder out, Faults faults) throws MalformedException {
      int length = fixedSize < 0 ? in.readLength() : fixedSize;
      int from = in.position();
      in.skip(length);
      if (length == 0 || length > MAX_BYTES) {
        return faults.add(rule, "a number of 1 to " + MAX_BYTES + " bytes", length + " bytes");
      }
      out.appendObject(new BigDecimal(new BigInteger(in.bytes(), from, length), scale));
      return true;
    }
  }

  /** {@code big-decimal}: bytes that hold the bytes of the unscaled number, and its scale. */
  static final class AnyScale extends ValueReader {
    private static final String EXPECTED =
        "an unscaled number of 1 to " + MAX_BYTES + " bytes, and its scale";

    private final String rule;
    private final DatumInput inner = new DatumInput();

    AnyScale(String rule) {
      this.rule = rule;
    }

    @Override
    boolean read(DatumInput in, ColumnBuilder out, Faults faults) throws MalformedException {
      int length = in.readLength();
      int from = in.position();
      in.advance(length);
      inner.reset(in.bytes(), from, from + length);
      try {
        int digits = inner.readLength();
        int at = inner.position();
        inner.advance(digits);
        int scale = inner.readInt();
        if (digits > 0 && digits <= MAX_BYTES && inner.remaining() == 0) {
          out.appendObject(new BigDecimal(new BigInteger(in.bytes(), at, digits), scale));
          return true;
        }
      } catch (MalformedException notDecimal) {
        // These bytes have a length of their own: the record goes on behind them.
        return faults.add(rule, EXPECTED, notDecimal.getMessage());
      }
      return faults.add(rule, EXPECTED, length + " other bytes");
    }
  }

  /** As text. */
  static final class Written extends ValueReader {
    private final String rule;

    Written(String rule) {
      this.rule = rule;
    }

    @Override
    boolean read(DatumInput in, ColumnBuilder out, Faults faults) throws MalformedException {
      int length = in.readLength();
      int from = in.position();
      in.advance(length);
      if (length <= MAX_CHARACTERS) {
        try {
          String text = new String(in.bytes(), from, length, StandardCharsets.ISO_8859_1);
          out.appendObject(new BigDecimal(text));
          return true;
        } catch (NumberFormatException notDecimal) {
          return faults.add(rule, "a decimal number", Texts.shown(in.bytes(), from, length));
        }
      }
      return faults.add(
          rule,
          "a decimal number of at most " + MAX_CHARACTERS + " characters",
          Texts.shown(in.bytes(), from, length));
    }
  }
}
