package dev.millrace.connect.files;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.connect.files.binding.OneValue;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Kind;
import dev.millrace.record.ValueType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads values of one type from JSON and appends them to a column. A value of another type is noted
 * as a fault, and the parser stands at its end either way.
 */
abstract class JsonValue {
  final String typeName;

  JsonValue(String typeName) {
    this.typeName = typeName;
  }

  /** Appends the parser's value, which is not null; or notes a fault and returns false. */
  abstract boolean append(JsonParser in, ColumnBuilder out, String path, JsonFaults faults)
      throws IOException;

  static JsonValue of(ValueType type, TimeFormat times) {
    return switch (type.kind()) {
      case NESTED -> new JsonObjectValue(java.util.Objects.requireNonNull(type.nested()), times);
      case LIST -> new ListValue(type.elements().get(0), times);
      case MAP -> new MapValue(type.elements().get(0), times);
      case FLOATS -> new FloatsValue(times);
      case OPTIONAL -> new PresentValue(type.elements().get(0), times);
      default -> new Scalar(type.kind(), TextValues.of(type, times));
    };
  }

  /** A reader of values that nobody needs: it refuses what {@link #of} refuses. */
  static JsonValue unread(ValueType type, TimeFormat times) {
    return type.kind() == Kind.STRING
        ? new UnreadText(TextValues.unread(type, times))
        : of(type, times);
  }

  /** Text that is looked at and not copied. */
  private static final class UnreadText extends Scalar {
    UnreadText(TextValue text) {
      super(Kind.STRING, text);
    }

    @Override
    int copyText(JsonParser in) throws IOException {
      char[] chars = in.getTextCharacters();
      int end = in.getTextOffset() + in.getTextLength();
      for (int i = in.getTextOffset(); i < end; i++) {
        if (Character.isSurrogate(chars[i])) {
          return super.copyText(in);
        }
      }
      return 0;
    }
  }

  /** Everything that is one token. */
  private static class Scalar extends JsonValue {
    private final Kind kind;
    private final TextValue text;
    private byte[] bytes = new byte[64];

    Scalar(Kind kind, TextValue text) {
      super(text.typeName);
      this.kind = kind;
      this.text = text;
    }

    @Override
    boolean append(JsonParser in, ColumnBuilder out, String path, JsonFaults faults)
        throws IOException {
      if (!fits(in)) {
        return faults.addCurrent(path, typeName, expected(), in);
      }
      int length = copyText(in);
      if (length < 0) {
        return faults.add(path, typeName, "text without unpaired surrogates", "a surrogate alone");
      }
      return text.append(bytes, 0, length, out)
          || faults.addCurrent(path, typeName, expected(), in);
    }

    private String expected() {
      return switch (kind) {
        case BOOLEAN, BYTE, SHORT, INT, LONG, FLOAT, DOUBLE, DECIMAL -> text.expected();
        default -> text.expected() + ", in quotes";
      };
    }

    private boolean fits(JsonParser in) throws IOException {
      JsonToken token = in.currentToken();
      return switch (kind) {
        case BOOLEAN -> token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE;
        case BYTE, SHORT, INT, LONG -> token == JsonToken.VALUE_NUMBER_INT;
        case DECIMAL -> token.isNumeric();
        case FLOAT, DOUBLE ->
            token.isNumeric() || (token == JsonToken.VALUE_STRING && isNotFinite(in.getText()));
        default -> token == JsonToken.VALUE_STRING;
      };
    }

    /** JSON has no such numbers, so they are strings. */
    private static boolean isNotFinite(String text) {
      return text.equals("NaN") || text.equals("Infinity") || text.equals("-Infinity");
    }

    /** The token's text as UTF-8; its length, or -1 when it has an unpaired surrogate. */
    int copyText(JsonParser in) throws IOException {
      char[] chars = in.getTextCharacters();
      int offset = in.getTextOffset();
      int length = in.getTextLength();
      if (bytes.length < 3 * length) {
        bytes = new byte[Math.max(3 * length, 2 * bytes.length)];
      }
      for (int i = 0; i < length; i++) {
        char c = chars[offset + i];
        if (c > 0x7F) {
          return copyWideText(new String(chars, offset, length));
        }
        bytes[i] = (byte) c;
      }
      return length;
    }

    private int copyWideText(String wide) {
      if (Utf8Text.firstUnpairedSurrogate(wide) >= 0) {
        return -1;
      }
      byte[] encoded = wide.getBytes(java.nio.charset.StandardCharsets.UTF_8);
      System.arraycopy(encoded, 0, bytes, 0, encoded.length);
      return encoded.length;
    }
  }

  /** Elements of a list, a map or an Optional: never null. */
  private static final class Elements {
    private final JsonValue value;
    private final OneValue cell;

    Elements(ValueType type, TimeFormat times) {
      this.value = JsonValue.of(type, times);
      this.cell = new OneValue(type);
    }

    /** Whether {@link #get} has the parser's value. */
    boolean read(JsonParser in, String path, JsonFaults faults) throws IOException {
      if (in.currentToken() != JsonToken.VALUE_NULL) {
        return value.append(in, cell, path, faults);
      }
      if (value instanceof PresentValue) {
        cell.appendObject(Optional.empty());
        return true;
      }
      return faults.add(path, value.typeName, "a value; there is no null inside", null);
    }

    Object get() {
      return cell.get();
    }
  }

  private static final class ListValue extends JsonValue {
    private final Elements elements;

    ListValue(ValueType type, TimeFormat times) {
      super("List");
      this.elements = new Elements(type, times);
    }

    @Override
    boolean append(JsonParser in, ColumnBuilder out, String path, JsonFaults faults)
        throws IOException {
      if (in.currentToken() != JsonToken.START_ARRAY) {
        return faults.addCurrent(path, typeName, "an array", in);
      }
      List<Object> list = new ArrayList<>();
      boolean good = true;
      while (in.nextToken() != JsonToken.END_ARRAY) {
        if (elements.read(in, path, faults)) {
          list.add(elements.get());
        } else {
          good = false;
        }
      }
      if (good) {
        out.appendObject(List.copyOf(list));
      }
      return good;
    }
  }

  private static final class MapValue extends JsonValue {
    private final Elements elements;

    MapValue(ValueType type, TimeFormat times) {
      super("Map");
      this.elements = new Elements(type, times);
    }

    @Override
    boolean append(JsonParser in, ColumnBuilder out, String path, JsonFaults faults)
        throws IOException {
      if (in.currentToken() != JsonToken.START_OBJECT) {
        return faults.addCurrent(path, typeName, "an object", in);
      }
      Map<String, Object> map = new LinkedHashMap<>();
      boolean good = true;
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String key = in.currentName();
        in.nextToken();
        if (!elements.read(in, path + "." + key, faults)) {
          good = false;
        } else if (Utf8Text.firstUnpairedSurrogate(key) >= 0) {
          good = faults.add(path, typeName, "keys without unpaired surrogates", key);
        } else if (map.put(key, elements.get()) != null) {
          good = faults.add(path, typeName, "each key once", "'" + key + "' twice");
        }
      }
      if (good) {
        out.appendObject(Collections.unmodifiableMap(map));
      }
      return good;
    }
  }

  private static final class FloatsValue extends JsonValue {
    private final Scalar number;
    private final OneValue cell;

    FloatsValue(TimeFormat times) {
      super("float[]");
      ValueType type = new ValueType(Kind.FLOAT, float.class, List.of(), null);
      this.number = new Scalar(Kind.FLOAT, TextValues.of(type, times));
      this.cell = new OneValue(type);
    }

    @Override
    boolean append(JsonParser in, ColumnBuilder out, String path, JsonFaults faults)
        throws IOException {
      if (in.currentToken() != JsonToken.START_ARRAY) {
        return faults.addCurrent(path, typeName, "an array of numbers", in);
      }
      float[] floats = new float[16];
      int size = 0;
      boolean good = true;
      while (in.nextToken() != JsonToken.END_ARRAY) {
        if (!number.append(in, cell, path, faults)) {
          good = false;
          continue;
        }
        if (size == floats.length) {
          floats = Arrays.copyOf(floats, 2 * size);
        }
        floats[size++] = (Float) cell.get();
      }
      if (good) {
        out.appendObject(Arrays.copyOf(floats, size));
      }
      return good;
    }
  }

  /** An Optional with a value; null stands for one without, and whoever meets it appends that. */
  static final class PresentValue extends JsonValue {
    private final Elements inner;

    PresentValue(ValueType type, TimeFormat times) {
      this(new Elements(type, times));
    }

    private PresentValue(Elements inner) {
      super(inner.value.typeName);
      this.inner = inner;
    }

    @Override
    boolean append(JsonParser in, ColumnBuilder out, String path, JsonFaults faults)
        throws IOException {
      boolean good = inner.read(in, path, faults);
      if (good) {
        out.appendObject(Optional.of(inner.get()));
      }
      return good;
    }
  }
}
