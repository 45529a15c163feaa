package dev.millrace.engine;

import dev.millrace.connect.RowWriter;
import dev.millrace.publish.StagedFile;
import dev.millrace.record.Block;
import dev.millrace.record.Selection;
import java.io.IOException;

/** A part file that is being written. */
final class OpenFile<T> extends OpenPart {
  private final StagedFile file;
  private final RowWriter<T> writer;

  OpenFile(String port, int index, String binding, StagedFile file, RowWriter<T> writer) {
    super(port, index, binding);
    this.file = file;
    this.writer = writer;
  }

  @Override
  @SuppressWarnings("unchecked") // the plan's types: a sink takes the rows of its port
  void writeRows(Block<?> block, Selection rows) throws IOException {
    writer.write((Block<T>) block, rows);
  }

  @Override
  long bytes() {
    return file.bytes();
  }

  @Override
  void finishRows(Finished into) throws IOException {
    try (file) {
      writer.close();
      into.staged(new Receipt.Staged(port(), index(), file.finish(), committed()));
    }
  }

  @Override
  void abort() throws IOException {
    file.close();
  }
}
