package dev.millrace.connect.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.millrace.record.Block;
import dev.millrace.record.Column;
import dev.millrace.record.Component;
import dev.millrace.record.DoubleColumn;
import dev.millrace.record.Kind;
import dev.millrace.record.LongColumn;
import dev.millrace.record.ObjectColumn;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import dev.millrace.record.ValueType;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Writes values of one type as JSON that {@link JsonValue} reads back to the same value. */
final class JsonOut {
  private static final JsonFactory LINES = separatedBy("\n");
  private static final JsonFactory OBJECTS = separatedBy("");

  private final ValueType type;
  private final ValueText text;
  private final TimeFormat times;

  JsonOut(ValueType type, TimeFormat times) {
    this.type = type;
    this.text = new ValueText(type, times);
    this.times = times;
  }

  private static JsonFactory separatedBy(String separator) {
    return new JsonFactoryBuilder()
        .rootValueSeparator(separator)
        .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
        .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
        .build();
  }

  /** One object a line; the stream stays open. */
  static JsonGenerator lines(OutputStream out) throws IOException {
    return LINES.createGenerator(out);
  }

  /** Objects with nothing between them; the stream stays open. */
  static JsonGenerator objects(OutputStream out) throws IOException {
    return OBJECTS.createGenerator(out);
  }

  /** Throws when {@code text} has an unpaired surrogate. */
  static void putString(JsonGenerator out, String text) throws IOException {
    BadTextException.check(text);
    out.writeString(text);
  }

  /** The value of a row of a column of this type. */
  void put(JsonGenerator out, Column column, int row) throws IOException {
    if (column.isNull(row)) {
      out.writeNull();
    } else if (column instanceof LongColumn longs) {
      putLong(out, longs.get(row));
    } else if (column instanceof DoubleColumn doubles) {
      putDouble(out, doubles.get(row));
    } else {
      put(out, Objects.requireNonNull(((ObjectColumn) column).get(row)));
    }
  }

  private void putLong(JsonGenerator out, long bits) throws IOException {
    switch (type.kind()) {
      case BOOLEAN -> out.writeBoolean(bits != 0);
      case BYTE, SHORT, INT, LONG -> out.writeNumber(bits);
      default -> putString(out, text.ofLong(bits));
    }
  }

  private void putDouble(JsonGenerator out, double value) throws IOException {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      out.writeString(text.ofDouble(value));
    } else if (type.kind() == Kind.FLOAT) {
      out.writeNumber((float) value);
    } else {
      out.writeNumber(value);
    }
  }

  private void put(JsonGenerator out, Object value) throws IOException {
    switch (type.kind()) {
      case BOOLEAN -> out.writeBoolean((Boolean) value);
      case BYTE, SHORT, INT, LONG -> out.writeNumber(((Number) value).longValue());
      case FLOAT, DOUBLE -> putDouble(out, ((Number) value).doubleValue());
      case DECIMAL -> out.writeNumber(((BigDecimal) value).toString());
      case FLOATS -> putFloats(out, (float[]) value);
      case OPTIONAL -> putOptional(out, (Optional<?>) value);
      case LIST -> putList(out, (List<?>) value);
      case MAP -> putMap(out, (Map<?, ?>) value);
      case NESTED -> putNested(out, Objects.requireNonNull(type.nested()), value);
      default -> putString(out, text.ofObject(value));
    }
  }

  private void putFloats(JsonGenerator out, float[] floats) throws IOException {
    out.writeStartArray();
    for (float value : floats) {
      if (Float.isFinite(value)) {
        out.writeNumber(value);
      } else {
        out.writeString(Float.toString(value));
      }
    }
    out.writeEndArray();
  }

  private JsonOut element() {
    return new JsonOut(type.elements().get(0), times);
  }

  private void putOptional(JsonGenerator out, Optional<?> optional) throws IOException {
    if (optional.isPresent()) {
      element().put(out, optional.get());
    } else {
      out.writeNull();
    }
  }

  private void putList(JsonGenerator out, List<?> list) throws IOException {
    JsonOut element = element();
    out.writeStartArray();
    for (Object value : list) {
      element.put(out, value);
    }
    out.writeEndArray();
  }

  private void putMap(JsonGenerator out, Map<?, ?> map) throws IOException {
    JsonOut element = element();
    out.writeStartObject();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      String key = (String) entry.getKey();
      BadTextException.check(key);
      out.writeFieldName(key);
      element.put(out, entry.getValue());
    }
    out.writeEndObject();
  }

  private <T> void putNested(JsonGenerator out, Shape<T> shape, Object value) throws IOException {
    Provenance nobody = Provenance.of("", new long[1], new long[1]);
    Block<T> block = Block.ofRows(shape, new Object[] {value}, Selection.all(1), nobody);
    out.writeStartObject();
    for (Component component : shape.components()) {
      out.writeFieldName(component.name());
      new JsonOut(component.type(), times).put(out, block.column(component.index()), 0);
    }
    out.writeEndObject();
  }
}
