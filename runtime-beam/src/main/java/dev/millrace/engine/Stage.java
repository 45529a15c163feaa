package dev.millrace.engine;

import dev.millrace.engine.Ledger.Place;
import dev.millrace.plan.Step;
import dev.millrace.record.Block;
import dev.millrace.record.Selection;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A stage at work: rows are pushed in, and partial aggregates, parts and receipts come out. In a
 * batch it lives for a bundle, in a stream's reader as long as the reader. Not thread-safe.
 *
 * <p>Memory: one batch of rows; for each aggregation a table of at most the budget; for each open
 * part its writer's buffers.
 */
public final class Stage implements Closeable {
  private final StageSetting setting;
  private final Clock clock;
  private final @Nullable Frontiers frontiers;
  private final Books books;
  private final Progress progress;
  private final Rejects rejects;
  private final Partials partials;
  private final IdentityHashMap<Step, Operator> operators = new IdentityHashMap<>();
  private final List<Flushable> holding = new ArrayList<>();
  private final List<Operator> first;

  /** What the rows become when the stage does nothing but load it. */
  private final LookupTable.@Nullable Builder table;

  /** Made when first asked for. */
  private @Nullable StateLayout layout;

  private Stage(
      StageSetting setting,
      Books books,
      @Nullable Frontiers frontiers,
      Partials partials,
      Clock clock,
      LookupTable.@Nullable Builder table) {
    this.setting = setting;
    this.clock = clock;
    this.frontiers = frontiers;
    this.partials = partials;
    this.books = books;
    this.table = table;
    this.progress = table == null ? setting.progress() : Progress.ofNobody();
    this.rejects = new Rejects(setting.plan(), books, progress, clock);
    this.first = behind(setting.plan().entry());
  }

  /**
   * A stage for rows whose times are not held against a frontier: of a bounded source, or behind a
   * shuffle.
   *
   * @param sortKey where this bundle's parts stand among the parts of their folder
   */
  public static Stage of(StageSetting setting, String sortKey, Partials partials, Clock clock) {
    return new Stage(setting, Books.of(setting, sortKey), null, partials, clock, null);
  }

  /** A stage that loads a table and leaves no other trace: neither in books nor in files. */
  static Stage ofTable(StageSetting setting, LookupTable.Builder table, Clock clock) {
    Partials none =
        (step, group, span, packed) -> {
          throw new IllegalStateException(step.name() + " cannot stand before a table");
        };
    return new Stage(setting, Books.thrownAway(), null, none, clock, table);
  }

  /** The stage of a stream's reader. */
  static Stage ofStream(
      StageSetting setting, String sortKey, Frontiers frontiers, Partials partials, Clock clock) {
    return new Stage(setting, Books.of(setting, sortKey), frontiers, partials, clock, null);
  }

  StagePlan plan() {
    return setting.plan();
  }

  /** The layout of what was packed for the barrier that this stage stands behind. */
  StateLayout layout() {
    if (layout == null) {
      layout =
          StateLayout.of((Step.Barrier) setting.plan().entry(), setting.limits().shuffleGroups());
    }
    return layout;
  }

  Units units() {
    return setting.units();
  }

  Ledger ledger(long unit) {
    return books.of(unit).ledger();
  }

  /** Where what is packed goes. */
  Partials partials() {
    return partials;
  }

  Progress progress() {
    return progress;
  }

  /** What is kept for a unit. */
  UnitBook book(long unit) {
    return books.of(unit);
  }

  /** The units that something is kept for, oldest first. */
  List<Long> openUnits() {
    return List.copyOf(books.open().keySet());
  }

  /** Takes all live rows of a block that were made here; their ids are counted as coming in. */
  public void acceptNew(Block<?> block, long unit) {
    RowBatch batch = RowBatch.of(block);
    books.count(setting.plan().entry(), Place.IN, batch, block.live());
    push(batch);
    books.enter(Cuts.whole(unit));
  }

  /** Takes what a reader has handed over since the last call. */
  void acceptRead(RowBuffer.Taken<?> read) {
    SortedMap<String, Long> before = frontiers == null ? null : frontiers.save();
    books.read(setting.plan().entry(), read.records());
    setting.plan().skippingFilter().ifPresent(filter -> books.skip(filter, read.records()));
    read.unreadable().forEach(rejects::unreadable);
    if (!read.block().live().isEmpty()) {
      push(RowBatch.of(read.block()));
    }
    books.enter(
        frontiers == null || before == null
            ? Cuts.whole(setting.units().of(Frontier.NONE))
            : frontiers.cuts(before));
  }

  private void push(RowBatch batch) {
    for (Operator operator : first) {
      operator.process(batch, batch.block().live());
    }
  }

  /** Ships everything folded so far, and sends on what is sent anywhere. */
  void flush() {
    holding.forEach(Flushable::flush);
    books.open().values().forEach(book -> book.outlets().sendWaiting());
  }

  /** Ends a bundle of a batch: ships what was folded, closes parts, and says what was done. */
  public Receipt finish(List<Receipt.InputRead> inputs) {
    flush();
    UnitBook book = books.of(Units.RUN);
    inputs.forEach(book::add);
    return book.take();
  }

  /** Takes the receipt of a unit. */
  public interface Receipts {
    void take(long unit, Receipt receipt);
  }

  /**
   * Ends a bundle of a stream: ships what was folded, closes all parts, and says what was done for
   * each unit, oldest first.
   */
  public void finish(Receipts into) {
    flush();
    takeReceipts(Long.MAX_VALUE, into);
  }

  /** Closes the parts of units before one and says what was done for them, oldest first. */
  void takeReceipts(long before, Receipts into) {
    books
        .takeBefore(before)
        .forEach(
            (unit, book) -> {
              if (!book.isEmpty()) {
                into.take(unit, book.take());
              }
            });
  }

  /** Abandons the work, unless it has finished. */
  @Override
  public void close() throws IOException {
    books.close();
  }

  private List<Operator> behind(Step step) {
    List<Operator> behind = new ArrayList<>();
    for (Step next : setting.plan().consumers(step)) {
      if (next instanceof Step.Barrier barrier) {
        behind.addAll(beforeShuffle(barrier, step));
      } else {
        behind.add(operator(next));
      }
    }
    setting.plan().lookupsIn(step).forEach(lookup -> behind.add(tableOf(lookup)));
    return behind;
  }

  private Operator tableOf(Step.Lookup lookup) {
    return table == null ? new TableCount(lookup, books) : new TableFill(table);
  }

  /** One operator for each input of a barrier that the step is. */
  private List<Operator> beforeShuffle(Step.Barrier barrier, Step step) {
    List<Operator> made = new ArrayList<>();
    for (int input = 0; input < barrier.inputs().size(); input++) {
      if (barrier.inputs().get(input).name().equals(step.name())) {
        made.add(beforeShuffle(barrier, input));
      }
    }
    return made;
  }

  private Operator beforeShuffle(Step.Barrier barrier, int input) {
    Units units = setting.units();
    Limits limits = setting.limits();
    if (barrier instanceof Step.Aggregate aggregate) {
      return holding(new FoldOperator(aggregate, partials, books, units, limits));
    }
    if (barrier instanceof Step.States states) {
      return holding(new StatesShuffle(states, partials, books, units, limits));
    }
    return barrier instanceof Step.AsOf asOf
        ? holding(new AsOfShuffle(asOf, input, partials, books, units, limits))
        : holding(new ShuffleOperator(barrier, input, partials, books, units, limits));
  }

  private <O extends Operator & Flushable> O holding(O operator) {
    holding.add(operator);
    return operator;
  }

  /** A step that is reached on several ways is one operator. */
  private Operator operator(Step step) {
    Operator known = operators.get(step);
    if (known == null) {
      known = made(step);
      operators.put(step, known);
    }
    return known;
  }

  private Operator made(Step step) {
    if (step instanceof Step.MapRows map) {
      return new RowFunctions.MapOperator(map, behind(map));
    } else if (step instanceof Step.TryMap tryMap) {
      return new RowFunctions.TryMapOperator(tryMap, rejects, behind(tryMap));
    } else if (step instanceof Step.FlatMap flatMap) {
      return new RowFunctions.FlatMapOperator(flatMap, books, behind(flatMap));
    } else if (step instanceof Step.Filter filter) {
      return new RowFunctions.FilterOperator(filter, books, behind(filter));
    } else if (step instanceof Step.FilterByRules filter) {
      return new FilterByRulesOperator(filter, books, behind(filter));
    } else if (step instanceof Step.Validate validate) {
      return new ValidateOperator(validate, rejects, books, behind(validate));
    } else if (step instanceof Step.Timestamps timestamps) {
      Frontier frontier = frontiers == null ? null : frontiers.of(timestamps);
      return new TimestampsOperator(timestamps, frontier, rejects, clock, behind(timestamps));
    } else if (step instanceof Step.Lookup lookup) {
      LoadedTables tables = LoadedTables.of(setting.run());
      return new LookupOperator(lookup, () -> tables.get(setting, lookup), behind(lookup));
    } else if (step instanceof Step.Union union) {
      return new PassOperator(behind(union));
    } else if (step instanceof Step.Write write) {
      return new WriteOperator(write, books);
    }
    throw new IllegalStateException(step.name() + " cannot stand inside a stage");
  }

  /** {@link Step.Union}: rows pass. */
  private static final class PassOperator extends Operator {
    private PassOperator(List<Operator> next) {
      super(next);
    }

    @Override
    void process(RowBatch batch, Selection rows) {
      emit(batch, rows);
    }
  }
}
