package dev.millrace.connect.files;

import dev.millrace.connect.files.binding.OneValue;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Kind;
import dev.millrace.record.ValueType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The text values by kind, and those that need no file of their own. */
final class TextValues {
  private TextValues() {}

  /** Whether a kind can stand in a field of text. */
  static boolean isText(ValueType type) {
    return switch (type.kind()) {
      case FLOATS, NESTED, LIST, MAP -> false;
      case OPTIONAL ->
          type.elements().get(0).kind() != Kind.OPTIONAL && isText(type.elements().get(0));
      default -> true;
    };
  }

  /** A fresh reader for a type for which {@link #isText} holds. */
  static TextValue of(ValueType type, TimeFormat times) {
    return switch (type.kind()) {
      case BOOLEAN -> new Truth();
      case BYTE -> new NumberText.Whole("byte", Byte.MIN_VALUE, Byte.MAX_VALUE);
      case SHORT -> new NumberText.Whole("short", Short.MIN_VALUE, Short.MAX_VALUE);
      case INT -> new NumberText.Whole("int", Integer.MIN_VALUE, Integer.MAX_VALUE);
      case LONG -> new NumberText.Whole("long", Long.MIN_VALUE, Long.MAX_VALUE);
      case FLOAT -> new NumberText.Floating("float", true);
      case DOUBLE -> new NumberText.Floating("double", false);
      case DECIMAL -> new NumberText.Decimal("BigDecimal");
      case CHAR -> new Character16();
      case STRING -> new Text();
      case ENUM -> new Constant(type.javaClass());
      case INSTANT -> new TimeText.OfInstant(times, type.grain());
      case LOCAL_DATE -> new TimeText.OfDate(times);
      case DURATION -> new Iso8601Duration();
      case BYTES -> new Base64Bytes();
      case OPTIONAL -> new Present(type.elements().get(0), times);
      case FLOATS, NESTED, LIST, MAP ->
          throw new IllegalArgumentException(type.kind() + " is not written as text");
    };
  }

  /**
   * A reader of values that nobody needs: it refuses what {@link #of} refuses, and appends what
   * could be had for nothing.
   */
  static TextValue unread(ValueType type, TimeFormat times) {
    return type.kind() == Kind.STRING ? new UnreadText() : of(type, times);
  }

  private static final class UnreadText extends Text {
    @Override
    boolean append(byte[] b, int from, int to, ColumnBuilder out) {
      return true;
    }
  }

  private static final class Truth extends TextValue {
    Truth() {
      super("boolean");
    }

    @Override
    boolean append(byte[] b, int from, int to, ColumnBuilder out) {
      if (equalsIgnoringCase("true", b, from, to)) {
        out.appendLong(1);
      } else if (equalsIgnoringCase("false", b, from, to)) {
        out.appendLong(0);
      } else {
        return false;
      }
      return true;
    }

    private static boolean equalsIgnoringCase(String lower, byte[] b, int from, int to) {
      boolean equal = to - from == lower.length();
      for (int i = 0; equal && i < lower.length(); i++) {
        equal = (b[from + i] | 0x20) == lower.charAt(i);
      }
      return equal;
    }

    @Override
    String expected() {
      return "true or false";
    }
  }

  private static class Text extends TextValue {
    Text() {
      super("String");
    }

    @Override
    boolean append(byte[] b, int from, int to, ColumnBuilder out) {
      out.appendUtf8(b, from, to);
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

    @Override
    String expected() {
      return "text";
    }

    @Override
    boolean takesEmptyText() {
      return true;
    }
  }

  private static final class Character16 extends TextValue {
    Character16() {
      super("char");
    }

    @Override
    boolean append(byte[] b, int from, int to, ColumnBuilder out) {
      if (to - from > 3) {
        return false;
      }
      String text = new String(b, from, to - from, StandardCharsets.UTF_8);
      if (text.length() != 1) {
        return false;
      }
      out.appendLong(text.charAt(0));
      return true;
    }

    @Override
    String expected() {
      return "one character";
    }
  }

  private static final class Constant extends TextValue {
    private final byte[][] names;
    private int last;

    Constant(Class<?> type) {
      super(type.getSimpleName());
      Object[] constants = type.getEnumConstants();
      names = new byte[constants.length][];
      for (int i = 0; i < names.length; i++) {
        names[i] = ((Enum<?>) constants[i]).name().getBytes(StandardCharsets.UTF_8);
      }
    }

    @Override
    boolean append(byte[] b, int from, int to, ColumnBuilder out) {
      for (int i = 0; i < names.length; i++) {
        int candidate = last + i < names.length ? last + i : last + i - names.length;
        byte[] name = names[candidate];
        if (Arrays.equals(name, 0, name.length, b, from, to)) {
          last = candidate;
          out.appendLong(candidate);
          return true;
        }
      }
      return false;
    }

    @Override
    String expected() {
      List<String> all = new ArrayList<>();
      for (byte[] name : names) {
        all.add(new String(name, StandardCharsets.UTF_8));
      }
      return "one of " + String.join(", ", all);
    }
  }

  private static final class Iso8601Duration extends TextValue {
    Iso8601Duration() {
      super("Duration");
    }

    @Override
    boolean append(byte[] b, int from, int to, ColumnBuilder out) {
      try {
        out.appendLong(
            Duration.parse(new String(b, from, to - from, StandardCharsets.UTF_8)).toNanos());
        return true;
      } catch (java.time.DateTimeException | ArithmeticException notADuration) {
        return false;
      }
    }

    @Override
    String expected() {
      return "an ISO-8601 duration of at most 292 years, like PT1H30M";
    }
  }

  private static final class Base64Bytes extends TextValue {
    Base64Bytes() {
      super("byte[]");
    }

    @Override
    boolean append(byte[] b, int from, int to, ColumnBuilder out) {
      try {
        out.appendObject(Base64.getDecoder().decode(Arrays.copyOfRange(b, from, to)));
        return true;
      } catch (IllegalArgumentException notBase64) {
        return false;
      }
    }

    @Override
    String expected() {
      return "base64";
    }

    @Override
    boolean takesEmptyText() {
      return true;
    }
  }

  /** An Optional that has a value; nothing appends {@link Optional#empty} but a missing field. */
  private static final class Present extends TextValue {
    private final TextValue inner;
    private final OneValue cell;

    Present(ValueType type, TimeFormat times) {
      this(TextValues.of(type, times), new OneValue(type));
    }

    private Present(TextValue inner, OneValue cell) {
      super(inner.typeName);
      this.inner = inner;
      this.cell = cell;
    }

    @Override
    boolean append(byte[] b, int from, int to, ColumnBuilder out) {
      if (!inner.append(b, from, to, cell)) {
        return false;
      }
      out.appendObject(Optional.of(cell.get()));
      return true;
    }

    @Override
    String expected() {
      return inner.expected();
    }

    @Override
    boolean takesEmptyText() {
      return inner.takesEmptyText();
    }
  }
}
