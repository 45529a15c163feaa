package dev.millrace.engine;

import dev.millrace.plan.Step;
import dev.millrace.record.Block;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Column;
import dev.millrace.record.Component;
import dev.millrace.record.ComponentCodec;
import java.util.List;

/**
 * Encodes the keys of a grouping's rows from their columns. Equal keys have equal bytes. Not
 * thread-safe.
 */
final class KeyEncoder {
  private final List<Component> key;
  private final ComponentCodec[] codecs;

  /** Whether a column's presence byte is left out: nulls are excluded, but not by its type. */
  private final boolean[] bare;

  private final ByteOutput value = new ByteOutput();
  private Column[] columns = new Column[0];

  /**
   * @param input which input of the grouping the rows come from
   */
  KeyEncoder(Step.Barrier step, int input) {
    this.key = step.keyOf(input);
    this.codecs =
        key.stream()
            .map(component -> step.inputs().get(input).shape().codec(component.index()))
            .toArray(ComponentCodec[]::new);
    this.bare = new boolean[codecs.length];
    for (int i = 0; i < bare.length; i++) {
      // The sides of a join may differ in what they declare nullable, and are compared.
      bare[i] = step instanceof Step.Join && key.get(i).nullable();
    }
  }

  /** Turns to another block; gives its key columns. */
  Column[] turnTo(Block<?> block) {
    columns = key.stream().map(Component::index).map(block::column).toArray(Column[]::new);
    return columns;
  }

  /** Adds the key of a row. */
  void encode(int row, ByteOutput out) {
    for (int i = 0; i < columns.length; i++) {
      if (bare[i]) {
        value.clear();
        codecs[i].write(columns[i], row, value);
        out.writeBytes(value.array(), 1, value.size() - 1);
      } else {
        codecs[i].write(columns[i], row, out);
      }
    }
  }
}
