package dev.millrace.connect.files;

import dev.millrace.record.ColumnBuilder;
import java.math.BigDecimal;

/** The numbers among the text values. */
final class NumberText {
  private NumberText() {}

  /** An integer in a range, to a column of longs. */
  static final class Whole extends TextValue {
    /** So many digits cannot overflow a long. */
    private static final int SAFE_DIGITS = 18;

    private final long least;
    private final long greatest;

    Whole(String typeName, long least, long greatest) {
      super(typeName);
      this.least = least;
      this.greatest = greatest;
    }

    @Override
    boolean append(byte[] b, int from, int to, ColumnBuilder out) {
      int p = from;
      boolean negative = p < to && b[p] == '-';
      if (negative || (p < to && b[p] == '+')) {
        p++;
      }
      int length = to - p;
      if (Numbers.isShort(b, p, length)) {
        long number = Numbers.shortNumber(b, p, length);
        return number >= 0 && appendInRange(negative ? -number : number, out);
      }
      if (length == 0) {
        return false;
      }
      if (length > SAFE_DIGITS) {
        return appendLong(b, from, to, out);
      }
      long value = 0;
      for (; p < to; p++) {
        int digit = b[p] - '0';
        if (digit < 0 || digit > 9) {
          return false;
        }
        value = value * 10 + digit;
      }
      return appendInRange(negative ? -value : value, out);
    }

    @Override
    int appendAll(byte[] b, FieldTable fields, int column, int first, ColumnBuilder out) {
      FieldTable.Cursor field = fields.column(column, first);
      while (field.isValue() && append(b, field.from, field.to, out)) {
        field.next();
      }
      return field.row;
    }

    private boolean appendLong(byte[] b, int from, int to, ColumnBuilder out) {
      if (!Numbers.isInteger(b, from, to)) {
        return false;
      }
      try {
        return appendInRange(Long.parseLong(Numbers.ascii(b, from, to)), out);
      } catch (NumberFormatException tooLarge) {
        return false;
      }
    }

    private boolean appendInRange(long value, ColumnBuilder out) {
      if (value < least || value > greatest) {
        return false;
      }
      out.appendLong(value);
      return true;
    }

    @Override
    String expected() {
      return "an integer from " + least + " to " + greatest;
    }
  }

  /** A floating-point number, to a column of doubles: the nearest double, or the nearest float. */
  static final class Floating extends TextValue {
    private final boolean single;

    Floating(String typeName, boolean single) {
      super(typeName);
      this.single = single;
    }

    @Override
    boolean append(byte[] b, int from, int to, ColumnBuilder out) {
      boolean negative = from < to && b[from] == '-';
      long decimal = Numbers.decimal(b, negative ? from + 1 : from, to);
      if (decimal < 0) {
        return appendAny(b, from, to, out);
      }
      double value = single ? Numbers.exactFloat(decimal) : Numbers.exactDouble(decimal);
      if (Double.isNaN(value)) {
        return appendAny(b, from, to, out);
      }
      out.appendDouble(negative ? -value : value);
      return true;
    }

    @Override
    int appendAll(byte[] b, FieldTable fields, int column, int first, ColumnBuilder out) {
      FieldTable.Cursor field = fields.column(column, first);
      while (field.isValue() && append(b, field.from, field.to, out)) {
        field.next();
      }
      return field.row;
    }

    private boolean appendAny(byte[] b, int from, int to, ColumnBuilder out) {
      if (!Numbers.isDecimal(b, from, to) && !Numbers.isNotFinite(b, from, to)) {
        return false;
      }
      String text = Numbers.ascii(b, from, to);
      out.appendDouble(single ? Float.parseFloat(text) : Double.parseDouble(text));
      return true;
    }

    @Override
    String expected() {
      return "a number, NaN, Infinity or -Infinity";
    }
  }

  /** An exact decimal; the scale is kept. */
  static final class Decimal extends TextValue {
    Decimal(String typeName) {
      super(typeName);
    }

    @Override
    boolean append(byte[] b, int from, int to, ColumnBuilder out) {
      if (!Numbers.isDecimal(b, from, to)) {
        return false;
      }
      try {
        out.appendObject(new BigDecimal(Numbers.ascii(b, from, to)));
        return true;
      } catch (NumberFormatException exponentTooLarge) {
        return false;
      }
    }

    @Override
    String expected() {
      return "a decimal number";
    }
  }
}
