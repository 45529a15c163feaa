package dev.millrace.connect.kafka;

import dev.millrace.Rejection.Stage;
import dev.millrace.connect.InputBatch;
import dev.millrace.connect.Projection;
import dev.millrace.connect.files.binding.RecordDecoder;
import dev.millrace.connect.files.binding.RecordEncoder;
import dev.millrace.connect.files.binding.RecordFormat;
import dev.millrace.connect.files.binding.ValueFailure;
import dev.millrace.plan.Problem;
import dev.millrace.record.Block;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import dev.millrace.record.Kind;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The value as one component has it: all of its bytes, or its text. */
record WholeValue(String component) implements RecordFormat {
  private static final long serialVersionUID = 1L;

  @Override
  public String describe() {
    return "raw " + component;
  }

  @Override
  public RecordFormat column(String other, String fieldName) {
    throw new IllegalArgumentException("a value that is read whole has no fields");
  }

  @Override
  public RecordFormat zone(ZoneId zone) {
    throw new IllegalArgumentException("a value that is read whole has no times");
  }

  @Override
  public List<Problem> check(String port, Shape<?> shape, List<String> elsewhere) {
    List<Problem> problems = new ArrayList<>(checkWriting(port, shape));
    for (Component other : RecordFormat.inRecord(shape, elsewhere)) {
      if (!other.name().equals(component)) {
        problems.add(
            bad(
                port,
                "component '" + other.name() + "' has no value",
                "the message's value is component '" + component + "' as a whole",
                "bind it to the key, the timestamp or a header, or take it out"));
      }
    }
    return problems;
  }

  @Override
  public List<Problem> checkWriting(String port, Shape<?> shape) {
    return shape
        .component(component)
        .filter(each -> each.kind() == Kind.BYTES || each.kind() == Kind.STRING)
        .map(each -> List.<Problem>of())
        .orElseGet(
            () ->
                List.of(
                    bad(
                        port,
                        shape.name() + " has no component '" + component + "' of bytes or text",
                        "the message's value is read into it as a whole",
                        "name a component of type byte[] or String")));
  }

  private static Problem bad(String port, String what, String why, String fix) {
    return new Problem(KafkaCode.BAD_COMPONENT, port, what, why, fix);
  }

  @Override
  public RecordDecoder decoder(
      Shape<?> shape, List<String> elsewhere, Projection projection, String partition) {
    Component whole = shape.component(component).orElseThrow();
    boolean isText = whole.kind() == Kind.STRING;
    return (bytes, starts, ends, count, batch) -> {
      for (int i = 0; i < count; i++) {
        byte[] value = Arrays.copyOfRange(bytes, starts[i], ends[i]);
        ColumnBuilder column = batch.column(whole.index());
        if (!isText) {
          column.appendObject(value);
          batch.accept(i, bytes, starts[i], ends[i]);
        } else {
          appendText(value, column, i, batch);
        }
      }
    };
  }

  private static void appendText(
      byte[] value, ColumnBuilder column, int index, InputBatch<?> batch) {
    try {
      column.appendObject(MessageValues.text(value));
      batch.accept(index, value, 0, value.length);
    } catch (CharacterCodingException notText) {
      batch.reject(
          index,
          value,
          0,
          value.length,
          Stage.READ,
          List.of(ValueFailure.of("record is UTF-8", "well-formed UTF-8", "other bytes")),
          null);
    }
  }

  @Override
  public RecordEncoder encoder(Shape<?> shape) {
    int index = shape.component(component).orElseThrow().index();
    return new RecordEncoder() {
      private @Nullable Block<?> block;

      @Override
      public void begin(Block<?> next) {
        block = next;
      }

      @Override
      public byte[] encode(int row) throws IOException {
        Object value = block == null ? null : block.value(index, row);
        if (value == null) {
          throw new IOException("a row has no '" + component + "', which is the whole value");
        }
        return value instanceof byte[] bytes
            ? bytes
            : ((String) value).getBytes(StandardCharsets.UTF_8);
      }
    };
  }
}
