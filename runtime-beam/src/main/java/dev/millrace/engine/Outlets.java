package dev.millrace.engine;

import dev.millrace.Rejection;
import dev.millrace.connect.RowWriter;
import dev.millrace.connect.SinkBinding;
import dev.millrace.plan.Problem;
import dev.millrace.publish.StagedFile;
import dev.millrace.record.Block;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one bundle writes: a part for each binding of each port that gets rows. Rejections are
 * gathered into blocks first. Parts that grow beyond {@link #PART_BYTES} are closed and followed by
 * others.
 */
final class Outlets implements Closeable {
  private static final long PART_BYTES = 256L << 20;
  private static final int REJECTIONS_PER_BLOCK = 512;

  private final OutletPlan plan;
  private final String sortKey;
  private final long mostPartBytes;
  private final Map<String, List<OpenPart>> open = new LinkedHashMap<>();
  private final Map<String, List<Rejection>> waiting = new LinkedHashMap<>();
  private final List<Receipt.Staged> staged = new ArrayList<>();
  private final List<Receipt.Sent> sent = new ArrayList<>();

  /**
   * @param sortKey where parts of this bundle stand among the parts of their folder
   */
  Outlets(OutletPlan plan, String sortKey) {
    this(plan, sortKey, PART_BYTES);
  }

  /** For tests: parts of another size. */
  Outlets(OutletPlan plan, String sortKey, long mostPartBytes) {
    this.plan = plan;
    this.sortKey = sortKey;
    this.mostPartBytes = mostPartBytes;
  }

  /** Writes rows to a sink port, on behalf of a step. */
  void write(String port, String step, RowBatch batch, Selection rows) {
    Tally tally = new Tally();
    batch.count(rows, tally);
    write(port, step, batch.block(), rows, tally);
  }

  /** Sends a rejection to a quarantine port, on behalf of a step. */
  void quarantine(String port, String step, Rejection rejection, long firstHash, long secondHash) {
    List<Rejection> block = waiting.computeIfAbsent(port, name -> new ArrayList<>());
    block.add(rejection);
    Tally tally = new Tally();
    tally.add(1, firstHash, secondHash);
    for (OpenPart part : parts(port)) {
      part.count(step, tally);
    }
    if (block.size() == REJECTIONS_PER_BLOCK) {
      writeWaiting(port, block);
    }
  }

  /**
   * Hands on the rejections that wait for a block to fill, where they are sent to a place: who
   * looks there sees rows as they come.
   */
  void sendWaiting() {
    waiting.forEach(
        (port, rejections) -> {
          if (isSent(port)) {
            writeWaiting(port, rejections);
          }
        });
  }

  private boolean isSent(String port) {
    return plan.ports().get(port).places().stream().anyMatch(place -> place.binding().isSent());
  }

  /** Opens a part for every binding of every port, whether rows come or not. */
  void openAll() {
    plan.ports().keySet().forEach(port -> open.computeIfAbsent(port, this::openParts));
  }

  boolean isEmpty() {
    return open.isEmpty()
        && waiting.values().stream().allMatch(List::isEmpty)
        && staged.isEmpty()
        && sent.isEmpty();
  }

  /** What was staged, and what has arrived. */
  record Done(List<Receipt.Staged> staged, List<Receipt.Sent> sent) {}

  /** Closes all parts; what was staged since the last call, and what was sent. */
  Done finish() {
    waiting.forEach(this::writeWaiting);
    open.values().forEach(parts -> parts.forEach(this::finish));
    open.clear();
    Done done = new Done(List.copyOf(staged), List.copyOf(sent));
    staged.clear();
    sent.clear();
    return done;
  }

  /** Abandons what is open: the bundle has failed. */
  @Override
  public void close() throws IOException {
    for (List<OpenPart> parts : open.values()) {
      for (OpenPart part : parts) {
        part.abort();
      }
    }
    open.clear();
  }

  private void writeWaiting(String port, List<Rejection> rejections) {
    if (rejections.isEmpty()) {
      return;
    }
    int size = rejections.size();
    Block<Rejection> block =
        Block.ofRows(
            Shape.of(Rejection.class),
            rejections.toArray(),
            Selection.all(size),
            Provenance.of("", new long[size], new long[size]));
    rejections.clear();
    writeBlock(port, block, Selection.all(size));
  }

  private void write(String port, String step, Block<?> block, Selection rows, Tally tally) {
    for (OpenPart part : parts(port)) {
      part.count(step, tally);
    }
    writeBlock(port, block, rows);
  }

  private void writeBlock(String port, Block<?> block, Selection rows) {
    List<OpenPart> parts = parts(port);
    for (OpenPart part : parts) {
      part.write(block, rows);
    }
    if (parts.stream().anyMatch(part -> part.bytes() > mostPartBytes) && !isWaiting(port)) {
      parts.forEach(this::finish);
      open.remove(port);
    }
  }

  private boolean isWaiting(String port) {
    return !waiting.getOrDefault(port, List.of()).isEmpty();
  }

  private void finish(OpenPart part) {
    part.finish(
        new OpenPart.Finished() {
          @Override
          public void staged(Receipt.Staged file) {
            staged.add(file);
          }

          @Override
          public void sent(Receipt.Sent rows) {
            sent.add(rows);
          }
        });
  }

  private List<OpenPart> parts(String port) {
    return open.computeIfAbsent(port, this::openParts);
  }

  private List<OpenPart> openParts(String port) {
    OutletPlan.Port bound = plan.ports().get(port);
    List<OpenPart> parts = new ArrayList<>();
    for (int i = 0; i < bound.places().size(); i++) {
      OutletPlan.Place place = bound.places().get(i);
      parts.add(openPart(port, i, bound.shape(), place.binding(), place.folder()));
    }
    return parts;
  }

  @SuppressWarnings(
      "unchecked") // bindings were checked against the port's type when they were made
  private <T> OpenPart openPart(
      String port, int index, Shape<T> shape, SinkBinding<?> binding, String folder) {
    if (binding.isSent()) {
      return new OpenSending<>(port, index, shape, (SinkBinding<T>) binding);
    }
    try {
      StagedFile file = plan.staging().create(folder, binding.extension(), sortKey);
      RowWriter<T> writer = ((SinkBinding<T>) binding).writer(shape, file.stream());
      return new OpenFile<>(port, index, binding.describe(), file, writer);
    } catch (IOException e) {
      throw failed(port, binding.describe(), e);
    }
  }

  static StepFailedException failed(String port, String binding, IOException e) {
    return new StepFailedException(
        new Problem(
            RunCode.SINK_FAILED,
            "port '" + port + "'",
            "Cannot write to " + binding + ": " + e,
            "a run publishes all of its outputs or none",
            "mend the cause and run again: what was published before is still there"),
        e);
  }
}
