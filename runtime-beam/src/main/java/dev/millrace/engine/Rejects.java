package dev.millrace.engine;

import dev.millrace.Rejection;
import dev.millrace.Rejection.Failure;
import dev.millrace.Rejection.Stage;
import dev.millrace.engine.Ledger.Place;
import dev.millrace.plan.Invalid;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Problem;
import dev.millrace.plan.Severity;
import dev.millrace.plan.Step;
import dev.millrace.record.Block;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Component;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What happens to rows that a step refuses: what its author decided, with all of SEMANTICS L3. */
final class Rejects {
  private static final int SHOWN = 200;
  private static final String QUARANTINE = Severity.QUARANTINE.name();

  private final StagePlan plan;
  private final Books books;
  private final Progress progress;
  private final Clock clock;

  Rejects(StagePlan plan, Books books, Progress progress, Clock clock) {
    this.plan = plan;
    this.books = books;
    this.progress = progress;
    this.clock = clock;
  }

  /**
   * Refuses a row of a batch.
   *
   * @param place REJECTED or LATE
   */
  void reject(
      Step step,
      Place place,
      Stage stage,
      RowBatch batch,
      int row,
      List<Failure> failures,
      @Nullable Throwable exception) {
    Selection refused = Selection.of(new int[] {row}, 1);
    books.count(step, place, batch, refused);
    progress.addRejected(1);
    if (stage != Stage.VALIDATE) {
      failures.forEach(
          failure -> books.countBroken(step, failure.rule(), QUARANTINE, batch, refused));
    }
    Invalid invalid = Plan.invalidOf(step);
    if (invalid instanceof Invalid.Failing) {
      throw new StepFailedException(invalidRow(step, batch, row, failures));
    }
    if (invalid instanceof Invalid.Quarantined quarantined) {
      Block<?> block = batch.block();
      Provenance provenance = block.provenance();
      books.quarantine(
          quarantined.port(),
          step,
          new Rejection(
              plan.sourceName(),
              provenance.partition(),
              batch.position(row),
              provenance.idHigh(row),
              provenance.idLow(row),
              step.name(),
              stage,
              failures,
              raw(block, row),
              eventTime(provenance, row),
              clock.instant(),
              1,
              plan.fingerprint(step),
              exception == null ? null : described(exception),
              provenance.frame(batch.position(row))),
          batch,
          row);
    }
  }

  /** Drops rows whose reasons are in the books already. */
  void drop(Step step, RowBatch batch, Selection rows) {
    books.count(step, Place.REJECTED, batch, rows);
    progress.addRejected(rows.size());
  }

  /** Refuses a record that never became a row: what happens is what the next steps decided. */
  void unreadable(UnreadableRecord record) {
    books.unreadable(plan.entry(), record);
    progress.addRejected(1);
    Deciders deciders = plan.deciders();
    if (deciders.steps().isEmpty() || deciders.failing().isPresent()) {
      throw new StepFailedException(record.problem(plan));
    }
    Rejection rejection = record.rejection(plan, clock.instant());
    deciders
        .quarantines()
        .forEach((port, decider) -> books.quarantine(port, decider, rejection, record));
  }

  private Problem invalidRow(Step step, RowBatch batch, int row, List<Failure> failures) {
    return new Problem(
        RunCode.INVALID_ROW,
        step.name() + " (" + step.site() + ")",
        "Invalid: "
            + place(batch, row)
            + " breaks "
            + String.join(", ", failures.stream().map(Rejects::described).toList())
            + ": "
            + content(batch.block(), row),
        step instanceof Step.Timestamps
            ? "no step before this one has a quarantine, so such a row has nowhere to go"
            : "the step was told to fail on the first invalid row",
        step instanceof Step.Timestamps
            ? "mend the data, or say where: Lateness.of(..).lateTo(Quarantine.of(\"late\"))"
            : "mend the data, or send invalid rows to a quarantine: .quarantine(port)");
  }

  /** {@code record 17 of in/2011-01-04.csv}. */
  static String place(RowBatch batch, int row) {
    String partition = batch.block().provenance().partition();
    return "record " + batch.position(row) + (partition.isEmpty() ? "" : " of " + partition);
  }

  /** What is in a row, for people: of one that was not read whole, the columns that were. */
  static @Nullable String content(Block<?> block, int row) {
    Shape<?> shape = block.shape();
    List<Component> read =
        shape.components().stream().filter(each -> block.isRead(each.index())).toList();
    return shown(
        () ->
            read.size() == shape.components().size()
                ? block.row(row)
                : read.stream()
                    .map(each -> each.name() + "=" + block.value(each.index(), row))
                    .collect(Collectors.joining(", ", shape.name() + "[", "]")));
  }

  /**
   * What an object of the author's says of itself; null for a null. A poison record may throw when
   * its row is made or asked for its text, and must be shown all the same (SEMANTICS L5).
   */
  static @Nullable String shown(Supplier<? extends @Nullable Object> object) {
    try {
      Object shown = object.get();
      return shown == null ? null : shortened(String.valueOf(shown));
    } catch (Exception | AssertionError | StackOverflowError e) {
      return "nothing that could be shown: " + e.getClass().getName();
    }
  }

  /** Cut, and fit for UTF-8 wherever the cut falls: halves of surrogate pairs become "?". */
  static String shortened(String text) {
    String cut =
        text.length() <= SHOWN
            ? text
            : text.substring(0, SHOWN) + "… (" + text.length() + " characters)";
    return new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  private static String described(Failure failure) {
    return "\""
        + failure.rule()
        + "\" (expected "
        + failure.expected()
        + ", found "
        + failure.observed()
        + ")";
  }

  /** The class, the message and the innermost place, without the runner's frames. */
  static String described(Throwable exception) {
    StackTraceElement[] trace = exception.getStackTrace();
    return shown(() -> exception) + (trace.length == 0 ? "" : " at " + trace[0]);
  }

  private static @Nullable Instant eventTime(Provenance provenance, int row) {
    return provenance.hasEventTimes()
        ? Instant.EPOCH.plus(provenance.eventTime(row), ChronoUnit.MICROS)
        : null;
  }

  /** As it came, or, after a shuffle, the row's canonical encoding. */
  private static byte[] raw(Block<?> block, int row) {
    byte[] raw = block.provenance().raw(row);
    return raw == null ? encoded(block, row) : raw;
  }

  /** The components' bytes in turn, from columns: the row may be one that cannot be made. */
  private static byte[] encoded(Block<?> block, int row) {
    ByteOutput out = new ByteOutput();
    for (Component component : block.shape().components()) {
      int index = component.index();
      block.shape().codec(index).write(block.column(index), row, out);
    }
    return out.toByteArray();
  }
}
