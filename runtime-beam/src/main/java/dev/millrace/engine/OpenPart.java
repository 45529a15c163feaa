package dev.millrace.engine;

import dev.millrace.connect.RowWriter;
import dev.millrace.publish.StagedFile;
import dev.millrace.record.Block;
import dev.millrace.record.Selection;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** A part file that is being written, and what it holds. */
final class OpenPart<T> {
  private final String port;
  private final int index;
  private final String binding;
  private final StagedFile file;
  private final RowWriter<T> writer;
  private final Map<String, Tally> committed = new TreeMap<>();

  OpenPart(String port, int index, String binding, StagedFile file, RowWriter<T> writer) {
    this.port = port;
    this.index = index;
    this.binding = binding;
    this.file = file;
    this.writer = writer;
  }

  @SuppressWarnings("unchecked") // the plan's types: a sink takes the rows of its port
  void write(Block<?> block, Selection rows) {
    try {
      writer.write((Block<T>) block, rows);
    } catch (IOException e) {
      throw Outlets.failed(port, binding, e);
    }
  }

  void count(String step, Tally tally) {
    committed.computeIfAbsent(step, name -> new Tally()).add(tally);
  }

  long bytes() {
    return file.bytes();
  }

  Receipt.Staged finish() {
    try (file) {
      writer.close();
      return new Receipt.Staged(port, index, file.finish(), committed);
    } catch (IOException e) {
      throw Outlets.failed(port, binding, e);
    }
  }

  void abort() throws IOException {
    file.close();
  }
}
