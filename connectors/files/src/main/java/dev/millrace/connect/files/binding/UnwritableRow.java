package dev.millrace.connect.files.binding;

import dev.millrace.record.Block;
import java.io.IOException;

/** A row of which a format cannot hold a value as it is: the run fails, and names it. */
public final class UnwritableRow {
  private UnwritableRow() {}

  /**
   * @param why goes on behind the component's name, to the end of the message
   */
  public static IOException exception(
      Block<?> block, int row, String component, String why, IOException cause) {
    String from = block.provenance().partition();
    return new IOException(
        String.format(
            "Row %016x%016x%s cannot be written: component '%s' %s",
            block.provenance().idHigh(row),
            block.provenance().idLow(row),
            from.isEmpty() ? "" : " of " + from,
            component,
            why),
        cause);
  }
}
