package dev.millrace.engine;

import dev.millrace.plan.Step;
import dev.millrace.record.Block;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Column;
import dev.millrace.record.ComponentCodec;
import dev.millrace.record.Fn2;
import dev.millrace.record.Selection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@link Step.Lookup} for the rows that look something up: one row for each row. */
final class LookupOperator extends Operator {
  private final Step.Lookup step;
  private final Fn2<Object, Object, Object> fn;
  private final Supplier<LookupTable> table;
  private final ComponentCodec keyCodec;
  private final int keyStart;
  private final ByteOutput key = new ByteOutput();
  private LookupTable.@Nullable Reader reader;

  /**
   * @param table loads it at the first call; not asked before there is a row
   */
  LookupOperator(Step.Lookup step, Supplier<LookupTable> table, List<Operator> next) {
    super(next);
    this.step = step;
    this.fn = step.fn().fn2();
    this.table = table;
    this.keyCodec = step.input().shape().codec(step.key().index());
    this.keyStart = TableRows.presenceBytes(step.key().nullable());
  }

  @Override
  void process(RowBatch batch, Selection rows) {
    if (reader == null) {
      reader = table.get().new Reader();
    }
    Block<?> block = batch.block();
    Column keys = block.column(step.key().index());
    Object[] results = new Object[block.size()];
    for (int i = 0; i < rows.size(); i++) {
      int row = rows.get(i);
      Object result = call(batch, row, found(reader, keys, row));
      if (result == null) {
        throw RowFunctions.failed(step, batch, row, "gave null", null);
      }
      results[row] = result;
    }
    emit(batch.with(Block.ofRows(step.shape(), results, rows, block.provenance())), rows);
  }

  private Optional<Object> found(LookupTable.Reader in, Column keys, int row) {
    if (keys.isNull(row)) {
      return Optional.empty();
    }
    key.clear();
    keyCodec.write(keys, row, key);
    return in.find(key.array(), keyStart, key.size());
  }

  private @Nullable Object call(RowBatch batch, int row, Optional<Object> found) {
    try {
      return fn.apply(batch.block().row(row), found);
    } catch (Exception | AssertionError | StackOverflowError e) {
      throw RowFunctions.failed(step, batch, row, "threw " + Rejects.shown(() -> e), e);
    }
  }
}
