package dev.millrace.connect.files.binding;

import dev.millrace.plan.Times;
import dev.millrace.record.Component;
import dev.millrace.record.Kind;
import dev.millrace.record.ValueType;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads values out of names of folders, and out of other short texts that stand beside a record and
 * have no format of their own (a message's key): numbers in digits, {@code true} and {@code false},
 * dates and times in ISO-8601 (times with their offset), names of constants, text. The same in
 * every format of files, so a format's own patterns do not count here.
 */
public final class FolderValue {
  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]+");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

  private FolderValue() {}

  /** Whether a folder's name can hold such a value. */
  public static boolean isSupported(ValueType type) {
    return switch (type.kind()) {
      case DURATION, BYTES, FLOATS, NESTED, LIST, MAP -> false;
      case OPTIONAL ->
          type.elements().get(0).kind() != Kind.OPTIONAL && isSupported(type.elements().get(0));
      default -> true;
    };
  }

  /**
   * An object of the component's class.
   *
   * @throws IllegalArgumentException when the text is no such value
   * @throws DateTimeException the same, for dates and times
   */
  public static @Nullable Object of(Component component, @Nullable String text) {
    boolean wrapped = component.kind() == Kind.OPTIONAL;
    if (text == null) {
      if (!ColumnNames.mayBeMissing(component)) {
        throw new IllegalArgumentException("null");
      }
      return wrapped ? Optional.empty() : null;
    }
    return wrapped
        ? Optional.of(of(component.type().elements().get(0), text))
        : of(component.type(), text);
  }

  private static Object of(ValueType type, String text) {
    return switch (type.kind()) {
      case BOOLEAN -> truth(text);
      case BYTE -> Byte.valueOf(matching(WHOLE, text));
      case SHORT -> Short.valueOf(matching(WHOLE, text));
      case INT -> Integer.valueOf(matching(WHOLE, text));
      case LONG -> Long.valueOf(matching(WHOLE, text));
      case FLOAT -> Float.valueOf(matching(NUMBER, text));
      case DOUBLE -> Double.valueOf(matching(NUMBER, text));
      case DECIMAL -> new BigDecimal(matching(NUMBER, text));
      case CHAR -> character(text);
      case STRING -> text;
      case ENUM -> constant(type.javaClass(), text);
      case INSTANT -> instant(type, text);
      case LOCAL_DATE -> LocalDate.parse(text);
      case OPTIONAL, DURATION, BYTES, FLOATS, NESTED, LIST, MAP ->
          throw new IllegalArgumentException(type.kind() + " has no text of its own");
    };
  }

  private static Instant instant(ValueType type, String text) {
    Instant time = OffsetDateTime.parse(text).toInstant();
    if (Times.micros(time) % type.grain() != 0) {
      throw new IllegalArgumentException("finer than the component's type can tell apart");
    }
    return time;
  }

  private static String matching(Pattern pattern, String text) {
    if (!pattern.matcher(text).matches()) {
      throw new IllegalArgumentException("not a number");
    }
    return text;
  }

  private static boolean truth(String text) {
    boolean isTrue = text.equalsIgnoreCase("true");
    if (!isTrue && !text.equalsIgnoreCase("false")) {
      throw new IllegalArgumentException("neither true nor false");
    }
    return isTrue;
  }

  private static char character(String text) {
    if (text.length() != 1) {
      throw new IllegalArgumentException("not one character");
    }
    return text.charAt(0);
  }

  private static Object constant(Class<?> type, String text) {
    for (Object constant : type.getEnumConstants()) {
      if (((Enum<?>) constant).name().equals(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException("no constant");
  }
}
