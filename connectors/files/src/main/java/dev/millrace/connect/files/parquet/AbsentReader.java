package dev.millrace.connect.files.parquet;

import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import dev.millrace.record.Kind;
import java.util.List;
import java.util.Optional;

/** An optional component that a file has no column for: null in every row. */
final class AbsentReader extends ComponentReader {
  AbsentReader(Component component) {
    super(component);
  }

  @Override
  List<LeafReader> leaves() {
    return List.of();
  }

  @Override
  int decode(int most) {
    return most;
  }

  @Override
  void append(ColumnBuilder out, int from, int to) {
    for (int row = from; row < to; row++) {
      if (component.kind() == Kind.OPTIONAL) {
        out.appendObject(Optional.empty());
      } else {
        out.appendNull();
      }
    }
  }

  @Override
  long bytes(int from, int to) {
    return 8L * (to - from);
  }
}
