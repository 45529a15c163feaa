package dev.millrace.engine;

import dev.millrace.Rejection;
import dev.millrace.engine.Ledger.Place;
import dev.millrace.plan.Step;
import dev.millrace.record.Selection;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The books of a stage: what became of every row, and the parts it was written to, kept by
 * publication unit.
 *
 * <p>The unit of a row follows from the frontier behind it, which is known only when the row has
 * been through {@code timestamps}. So what happens to the rows of a block is noted, and entered
 * when the block is through.
 */
final class Books implements Closeable {
  /** Something that happened to rows of the block at hand. */
  private interface Note {
    void enter(UnitBook book, Segment segment);
  }

  private final Supplier<UnitBook> books;
  private final SortedMap<Long, UnitBook> open = new TreeMap<>();
  private final List<Note> notes = new ArrayList<>();

  // Of a block, all rows are mostly of one unit.
  private long lastUnit;
  private @Nullable UnitBook last;

  private final boolean isKept;

  private Books(Supplier<UnitBook> books, boolean isKept) {
    this.books = books;
    this.isKept = isKept;
  }

  /**
   * The books of a stage.
   *
   * @param sortKey where its parts stand among the parts of their folder
   */
  static Books of(StageSetting setting, String sortKey) {
    return new Books(
        () -> new UnitBook(setting.origin(), new Outlets(setting.outlets(), sortKey)), true);
  }

  /** Books that nothing is entered in, of a stage that does again what another one accounts for. */
  static Books thrownAway() {
    return new Books(
        () -> {
          throw new IllegalStateException("books that are thrown away have no units");
        },
        false);
  }

  /** The book of a unit, for what is known to belong there. */
  UnitBook of(long unit) {
    if (last == null || lastUnit != unit) {
      last = open.computeIfAbsent(unit, key -> books.get());
      lastUnit = unit;
    }
    return last;
  }

  /** All open books, oldest first. */
  SortedMap<Long, UnitBook> open() {
    return open;
  }

  void count(Step step, Place place, RowBatch batch, Selection rows) {
    if (!rows.isEmpty()) {
      notes.add(
          (book, segment) ->
              batch.count(segment.of(batch, rows), book.ledger().account(step.name(), place)));
    }
  }

  /** Rows became part of a table; counted by what they hold, too. */
  void countHeld(Step.Lookup step, TableRows encoded, RowBatch batch, Selection rows) {
    notes.add(
        (book, segment) ->
            encoded.count(
                batch, segment.of(batch, rows), book.ledger().account(step.name(), Place.HELD)));
  }

  /** Rows broke a rule, or a reader or function refused them. */
  void countBroken(Step step, String rule, String severity, RowBatch batch, Selection rows) {
    notes.add(
        (book, segment) ->
            book.rules().add(step.name(), rule, severity, segment.of(batch, rows).size()));
  }

  void write(Step.Write step, RowBatch batch, Selection rows) {
    notes.add(
        (book, segment) -> {
          Selection inside = segment.of(batch, rows);
          if (!inside.isEmpty()) {
            batch.count(inside, book.ledger().account(step.name(), Place.OUT));
            book.outlets().write(step.port(), step.name(), batch, inside);
          }
        });
  }

  /** A row goes to a quarantine. */
  void quarantine(String port, Step step, Rejection rejection, RowBatch batch, int row) {
    long position = batch.position(row);
    notes.add(
        (book, segment) -> {
          if (segment.holds(position)) {
            book.outlets()
                .quarantine(
                    port, step.name(), rejection, batch.firstHash(row), batch.secondHash(row));
          }
        });
  }

  /** The records that a reader handed over, counted by their positions before they were decoded. */
  void read(Step step, ReadRecords records) {
    notes.add((book, segment) -> book.read(step.name(), records.within(segment)));
  }

  /** What a reader has skipped was read, and dropped by a filter. */
  void skip(Step filter, ReadRecords records) {
    if (!records.skipped().isEmpty()) {
      notes.add(
          (book, segment) -> {
            ReadRecords inside = records.within(segment);
            if (!inside.skipped().isEmpty()) {
              inside.countSkipped(book.ledger().account(filter.name(), Place.FILTERED));
            }
          });
    }
  }

  /** A record that never became a row. */
  void unreadable(Step step, UnreadableRecord record) {
    notes.add(
        (book, segment) -> {
          if (segment.holds(record.position())) {
            book.ledger().account(step.name(), Place.UNREADABLE).add(record.tally());
            record
                .failures()
                .forEach(failure -> book.rules().addFailure(step.name(), failure.rule()));
          }
        });
  }

  /** A record that never became a row goes to a quarantine. */
  void quarantine(String port, Step step, Rejection rejection, UnreadableRecord record) {
    notes.add(
        (book, segment) -> {
          if (segment.holds(record.position())) {
            Tally tally = record.tally();
            book.outlets().quarantine(port, step.name(), rejection, tally.first(), tally.second());
          }
        });
  }

  /** The block is through: everything noted is entered. */
  void enter(Cuts cuts) {
    if (isKept) {
      cuts.forEach(
          (segment, unit) -> {
            UnitBook book = of(unit);
            notes.forEach(note -> note.enter(book, segment));
          });
    }
    notes.clear();
  }

  /** Removes and gives the books of units before one, oldest first. */
  SortedMap<Long, UnitBook> takeBefore(long unit) {
    SortedMap<Long, UnitBook> taken = new TreeMap<>(open.headMap(unit));
    open.headMap(unit).clear();
    last = null;
    return taken;
  }

  /** Abandons what is open: the work has failed. */
  @Override
  public void close() throws IOException {
    for (Map.Entry<Long, UnitBook> each : open.entrySet()) {
      each.getValue().outlets().close();
    }
    open.clear();
    last = null;
  }
}
