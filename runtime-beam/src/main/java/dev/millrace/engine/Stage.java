package dev.millrace.engine;

import dev.millrace.plan.Step;
import dev.millrace.record.Block;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * A stage at work in one bundle: rows are pushed in, and partial aggregates, parts and a receipt
 * come out. Made for a bundle and thrown away after it. Not thread-safe.
 *
 * <p>Memory: one batch of rows; for each aggregation a table of at most the budget; for each open
 * part its writer's buffers.
 */
public final class Stage implements Closeable {
  private final StagePlan plan;
  private final Ledger ledger = new Ledger();
  private final RuleCounts rules = new RuleCounts();
  private final Outlets outlets;
  private final Rejects rejects;
  private final Limits limits;
  private final Partials partials;
  private final Progress progress;
  private final IdentityHashMap<Step, Operator> operators = new IdentityHashMap<>();
  private final List<FoldOperator> folds = new ArrayList<>();
  private final List<Operator> first;

  /**
   * @param sortKey where this bundle's parts stand among the parts of their folder
   */
  public Stage(
      StagePlan plan,
      OutletPlan outletPlan,
      String sortKey,
      Limits limits,
      Partials partials,
      Progress progress,
      Clock clock) {
    this.plan = plan;
    this.limits = limits;
    this.partials = partials;
    this.progress = progress;
    this.outlets = new Outlets(outletPlan, sortKey);
    this.rejects = new Rejects(plan, outlets, ledger, rules, progress, clock);
    this.first = behind(plan.entry());
  }

  StagePlan plan() {
    return plan;
  }

  Ledger ledger() {
    return ledger;
  }

  Progress progress() {
    return progress;
  }

  Rejects rejects() {
    return rejects;
  }

  /** Takes all live rows of a block that were made here; their ids are counted as coming in. */
  void acceptNew(Block<?> block) {
    RowBatch batch = RowBatch.of(block);
    batch.count(block.live(), ledger.account(plan.entry().name(), Ledger.Place.IN));
    push(batch);
  }

  /** Takes all live rows of a block that its reader has counted. */
  void accept(Block<?> block) {
    push(RowBatch.of(block));
  }

  private void push(RowBatch batch) {
    for (Operator operator : first) {
      operator.process(batch, batch.block().live());
    }
  }

  /** Ends the bundle: ships what was folded, closes parts, and says what was done. */
  public Receipt finish(List<Receipt.InputRead> inputs) {
    folds.forEach(FoldOperator::flush);
    return new Receipt(ledger, rules.take(), inputs, outlets.finish());
  }

  /** Abandons the bundle, unless it has finished. */
  @Override
  public void close() throws IOException {
    outlets.close();
  }

  private List<Operator> behind(Step step) {
    return plan.consumers(step).stream().map(this::operator).toList();
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
      return new RowFunctions.FlatMapOperator(flatMap, ledger, behind(flatMap));
    } else if (step instanceof Step.Filter filter) {
      return new RowFunctions.FilterOperator(filter, ledger, behind(filter));
    } else if (step instanceof Step.Validate validate) {
      return new ValidateOperator(validate, rejects, rules, behind(validate));
    } else if (step instanceof Step.Timestamps timestamps) {
      return new TimestampsOperator(timestamps, behind(timestamps));
    } else if (step instanceof Step.Union union) {
      return new PassOperator(behind(union));
    } else if (step instanceof Step.Write write) {
      return new WriteOperator(write, outlets, ledger);
    } else if (step instanceof Step.Aggregate aggregate) {
      FoldOperator fold =
          new FoldOperator(aggregate, partials, ledger, limits.foldBytes(), limits.shuffleGroups());
      folds.add(fold);
      return fold;
    }
    throw new IllegalStateException(step.name() + " cannot stand inside a stage");
  }

  /** {@link Step.Union}: rows pass. */
  private static final class PassOperator extends Operator {
    private PassOperator(List<Operator> next) {
      super(next);
    }

    @Override
    void process(RowBatch batch, dev.millrace.record.Selection rows) {
      emit(batch, rows);
    }
  }
}
