package dev.millrace.connect.files;

import dev.millrace.connect.files.binding.ColumnNames;
import dev.millrace.record.Component;
import dev.millrace.record.Kind;
import java.util.List;

/**
 * Finds the values of objects that are written as programs write them: one line each, no blanks but
 * after colons and commas, no field that no component reads, no escapes, no exponents. Whatever
 * else a line may be is for {@link JsonFields}: this takes nothing that it would not take, for the
 * same value.
 */
final class FlatObjects {
  private static final long QUOTES = Words.broadcast('"');
  private static final long ESCAPES = Words.broadcast('\\');
  private static final int NULL = 'n' | 'u' << 8 | 'l' << 16 | 'l' << 24;
  private static final int TRUE = 't' | 'r' << 8 | 'u' << 16 | 'e' << 24;
  private static final int FALSE = 'f' | 'a' << 8 | 'l' << 16 | 's' << 24;
  private static final int MOST_DIGITS = 64;
  private static final int UNUSUAL = -1;

  private enum Token {
    TEXT,
    NUMBER,
    TRUTH
  }

  private final Token[] tokens;

  /** The components' names, in quotes, with a colon. */
  private final KnownText[] names;

  /** Which component came behind a component last time; at the end, which came first. */
  private final int[] following;

  private final long all;
  private final FieldTable table = new FieldTable();
  private final int[] starts;
  private final int[] ends;
  private long high;

  FlatObjects(List<Component> components, ColumnNames columnNames) {
    int width = components.size();
    tokens = new Token[width];
    names = new KnownText[width];
    following = new int[width + 1];
    all = -1L >>> (Long.SIZE - width);
    starts = new int[width * FieldTable.MOST_ROWS];
    ends = new int[width * FieldTable.MOST_ROWS];
    for (int i = 0; i < width; i++) {
      Component component = components.get(i);
      tokens[i] = token(component.kind());
      names[i] = new KnownText("\"" + columnNames.nameOf(component) + "\":");
      following[i] = (i + 1) % width;
    }
    table.width = width;
    table.nullLength = -1;
    table.setFields(starts, ends);
  }

  /** Whether objects of these components can be flat, and can be told apart here. */
  static boolean areFlat(List<Component> components, ColumnNames names) {
    return !components.isEmpty()
        && components.size() <= Long.SIZE
        && components.stream().map(names::nameOf).distinct().count() == components.size()
        && components.stream().allMatch(component -> isScalar(component.kind()));
  }

  private static boolean isScalar(Kind kind) {
    return switch (kind) {
      case OPTIONAL, FLOATS, NESTED, LIST, MAP -> false;
      default -> true;
    };
  }

  private static Token token(Kind kind) {
    return switch (kind) {
      case BOOLEAN -> Token.TRUTH;
      case BYTE, SHORT, INT, LONG, FLOAT, DOUBLE, DECIMAL -> Token.NUMBER;
      default -> Token.TEXT;
    };
  }

  /**
   * Objects from the window's position on, each a line. The window stays where it is. The table is
   * the same at every call; a null is a field of length -1.
   *
   * @return at most {@code most} objects; none when the next line is for another, or when there is
   *     none
   */
  FieldTable scan(RecordScanner lines, int most, Limits limits) {
    byte[] b = lines.in.bytes();
    int from = lines.in.position();
    int longest = Math.min(limits.field(), limits.record());
    int row = 0;
    while (row < most) {
      high = 0;
      int end = object(b, from, row * table.width);
      if (end < 0 || end - from > longest || !isUtf8(b, from, end)) {
        break;
      }
      int feed = b[end] == '\r' ? end + 1 : end;
      if (b[feed] != '\n') {
        break;
      }
      table.recordStarts[row] = from;
      table.recordEnds[row] = end;
      table.positions[row] = lines.nextLine + row;
      from = feed + 1;
      row++;
    }
    table.rows = row;
    return table;
  }

  private boolean isUtf8(byte[] b, int from, int to) {
    return (high & Words.HIGH_BITS) == 0 || Utf8Text.firstFault(b, from, to) < 0;
  }

  /**
   * The index behind the object at {@code from}, or {@link #UNUSUAL}. The zeros behind the window's
   * last byte are part of no object, so it ends before them.
   */
  private int object(byte[] b, int from, int base) {
    if (b[from] != '{') {
      return UNUSUAL;
    }
    long seen = 0;
    int field = table.width;
    int p = from;
    do {
      p = behindBlanks(b, p + 1);
      field = fieldAt(b, p, field);
      if (field < 0 || (seen >>> field & 1) != 0) {
        return UNUSUAL;
      }
      seen |= 1L << field;
      p = value(b, behindBlanks(b, p + names[field].length()), field, base + field);
      if (p < 0) {
        return UNUSUAL;
      }
    } while (b[p] == ',');
    if (b[p] != '}') {
      return UNUSUAL;
    }
    for (long missing = all & ~seen; missing != 0; missing &= missing - 1) {
      putNull(base + Long.numberOfTrailingZeros(missing));
    }
    return p + 1;
  }

  private static int behindBlanks(byte[] b, int from) {
    int p = from;
    while (b[p] == ' ') {
      p++;
    }
    return p;
  }

  /** The component whose name stands at an index, or -1: most often the one that is expected. */
  private int fieldAt(byte[] b, int p, int previous) {
    int expected = following[previous];
    if (names[expected].isAt(b, p)) {
      return expected;
    }
    for (int i = 0; i < names.length; i++) {
      if (names[i].isAt(b, p)) {
        following[previous] = i;
        return i;
      }
    }
    return -1;
  }

  /** Notes the value at an index; returns the index behind it, or {@link #UNUSUAL}. */
  private int value(byte[] b, int p, int field, int at) {
    if (b[p] == 'n') {
      putNull(at);
      return isWord(b, p, NULL) ? p + 4 : UNUSUAL;
    }
    int end =
        switch (tokens[field]) {
          case TEXT -> textEnd(b, p);
          case NUMBER -> numberEnd(b, p);
          case TRUTH -> truthEnd(b, p);
        };
    boolean isText = b[p] == '"';
    starts[at] = isText ? p + 1 : p;
    ends[at] = isText ? end - 1 : end;
    return end;
  }

  private void putNull(int at) {
    starts[at] = 1;
    ends[at] = 0;
  }

  /** Behind the quote that closes text. */
  private int textEnd(byte[] b, int from) {
    if (b[from] != '"') {
      return UNUSUAL;
    }
    int p = from + 1;
    while (true) {
      long word = Words.at(b, p);
      high |= word;
      long found = Words.firstOf(word, QUOTES, ESCAPES);
      if (found != 0) {
        int i = p + Words.firstIndex(found);
        return b[i] == '"' ? i + 1 : UNUSUAL;
      }
      p += Long.BYTES;
    }
  }

  /** Behind a number without exponent: digits, one of them a zero only where JSON has it. */
  private static int numberEnd(byte[] b, int from) {
    int first = b[from] == '-' ? from + 1 : from;
    int p = Numbers.plainEnd(b, first);
    boolean isNumber =
        p > first
            && p - first <= MOST_DIGITS
            && isDigit(b[first])
            && isDigit(b[p - 1])
            && !(b[first] == '0' && isDigit(b[first + 1]));
    return isNumber ? p : UNUSUAL;
  }

  private static boolean isDigit(byte c) {
    return c >= '0' && c <= '9';
  }

  private static int truthEnd(byte[] b, int p) {
    if (isWord(b, p, TRUE)) {
      return p + 4;
    }
    return isWord(b, p, FALSE) && b[p + 4] == 'e' ? p + 5 : UNUSUAL;
  }

  private static boolean isWord(byte[] b, int p, int word) {
    return (int) Words.at(b, p) == word;
  }
}
