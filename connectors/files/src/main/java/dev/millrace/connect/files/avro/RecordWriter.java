package dev.millrace.connect.files.avro;

import dev.millrace.record.Block;
import dev.millrace.record.Column;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes rows, field by field in the schema's order, from their columns. */
final class RecordWriter {
  /**
   * What a field is written from.
   *
   * @param component its index; negative for a field that always has its default
   * @param name of the component, for messages
   * @param writer of its values; null for a default
   * @param constant the bytes of the default
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Step(int component, String name, @Nullable ValueWriter writer, byte[] constant) {
    static Step of(int component, String name, ValueWriter writer) {
      return new Step(component, name, writer, new byte[0]);
    }

    static Step of(byte[] constant) {
      return new Step(-1, "", null, constant);
    }
  }

  private final Step[] steps;
  private final @Nullable Column[] columns;
  private int at;

  RecordWriter(List<Step> steps) {
    this.steps = steps.toArray(new Step[0]);
    this.columns = new Column[this.steps.length];
  }

  void begin(Block<?> block) {
    for (int i = 0; i < steps.length; i++) {
      columns[i] = steps[i].component() < 0 ? null : block.column(steps[i].component());
    }
  }

  /**
   * @throws UnwritableException after which {@link #component} is the one it is about
   */
  void write(int row, DatumOutput out) throws UnwritableException {
    for (at = 0; at < steps.length; at++) {
      Step step = steps[at];
      if (step.writer() == null) {
        out.writeFixed(step.constant(), 0, step.constant().length);
      } else {
        step.writer().write(Objects.requireNonNull(columns[at]), row, out);
      }
    }
  }

  /** The component that was written last. */
  String component() {
    return steps[at].name();
  }
}
