package dev.millrace.engine;

import dev.millrace.record.Block;
import dev.millrace.record.Selection;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** Where rows of one binding go until the books are closed, and what went there. */
abstract class OpenPart {
  private final String port;
  private final int index;
  private final String binding;
  private final Map<String, Tally> committed = new TreeMap<>();

  /**
   * @param index which of the port's bindings, from 0
   * @param binding for messages
   */
  OpenPart(String port, int index, String binding) {
    this.port = port;
    this.index = index;
    this.binding = binding;
  }

  /** What came of a part that is finished. */
  interface Finished {
    void staged(Receipt.Staged part);

    void sent(Receipt.Sent rows);
  }

  final String port() {
    return port;
  }

  final int index() {
    return index;
  }

  final Map<String, Tally> committed() {
    return committed;
  }

  final void count(String step, Tally tally) {
    committed.computeIfAbsent(step, name -> new Tally()).add(tally);
  }

  final void write(Block<?> block, Selection rows) {
    try {
      writeRows(block, rows);
    } catch (IOException e) {
      throw Outlets.failed(port, binding, e);
    }
  }

  final void finish(Finished into) {
    try {
      finishRows(into);
    } catch (IOException e) {
      throw Outlets.failed(port, binding, e);
    }
  }

  abstract void writeRows(Block<?> block, Selection rows) throws IOException;

  /** About how many bytes were written. */
  abstract long bytes();

  abstract void finishRows(Finished into) throws IOException;

  /** The work has failed. */
  abstract void abort() throws IOException;
}
