package dev.millrace.engine;

import dev.millrace.Rejection.Failure;
import dev.millrace.Rejection.Stage;
import dev.millrace.plan.OpaqueFn;
import dev.millrace.plan.Problem;
import dev.millrace.plan.Step;
import dev.millrace.record.Block;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Column;
import dev.millrace.record.Component;
import dev.millrace.record.Fn;
import dev.millrace.record.ObjectColumn;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operators that call an author's function for every row. */
final class RowFunctions {
  private RowFunctions() {}

  /** {@link Step.MapRows}: results stand at the indexes of their inputs. */
  static final class MapOperator extends Operator {
    private final Step.MapRows step;
    private final Fn<Object, Object> fn;

    MapOperator(Step.MapRows step, List<Operator> next) {
      super(next);
      this.step = step;
      this.fn = step.fn().fn();
    }

    @Override
    void process(RowBatch batch, Selection rows) {
      Block<?> block = batch.block();
      Object[] results = new Object[block.size()];
      for (int i = 0; i < rows.size(); i++) {
        int row = rows.get(i);
        Object result = call(step, fn, batch, row);
        if (result == null) {
          throw failed(step, batch, row, "gave null", null);
        }
        results[row] = result;
      }
      emit(batch.with(Block.ofRows(step.shape(), results, rows, block.provenance())), rows);
    }
  }

  /** {@link Step.TryMap}: what throws, and what gives no row that can be stored, is rejected. */
  static final class TryMapOperator extends Operator {
    private final Step.TryMap step;
    private final Fn<Object, Object> fn;
    private final Rejects rejects;
    private final ByteOutput encoded = new ByteOutput();

    TryMapOperator(Step.TryMap step, Rejects rejects, List<Operator> next) {
      super(next);
      this.step = step;
      this.fn = step.fn().fn();
      this.rejects = rejects;
    }

    @Override
    void process(RowBatch batch, Selection rows) {
      Block<?> block = batch.block();
      Object[] results = new Object[block.size()];
      int[] good = new int[rows.size()];
      int size = 0;
      for (int i = 0; i < rows.size(); i++) {
        int row = rows.get(i);
        if (tryRow(batch, row, results)) {
          good[size++] = row;
        }
      }
      Selection mapped = Selection.of(good, size);
      Block<?> made = Block.ofRows(step.shape(), results, mapped, block.provenance());
      if (isSound(made, mapped)) {
        emit(batch.with(made), mapped);
      } else {
        Selection sound = sound(batch, results, mapped);
        emit(batch.with(Block.ofRows(step.shape(), results, sound, block.provenance())), sound);
      }
    }

    /** A glance at whole columns, which somebody will read anyway: whether every row is sound. */
    private boolean isSound(Block<?> made, Selection mapped) {
      try {
        for (Component component : step.shape().components()) {
          if (!component.type().javaClass().isPrimitive()
              && !isSound(component, made.column(component.index()), mapped)) {
            return false;
          }
        }
        return true;
      } catch (RuntimeException | AssertionError | StackOverflowError unsound) {
        return false;
      }
    }

    /** Other columns than these refuse what they cannot hold when they are made. */
    private boolean isSound(Component component, Column column, Selection mapped) {
      return switch (component.kind()) {
        case STRING -> isPlainText((ObjectColumn) column, mapped);
        case NESTED, OPTIONAL, LIST, MAP -> {
          for (int i = 0; i < mapped.size(); i++) {
            encoded.clear();
            step.shape().codec(component.index()).write(column, mapped.get(i), encoded);
          }
          yield true;
        }
        default -> true;
      };
    }

    /** No surrogate, so none without its other half. */
    private static boolean isPlainText(ObjectColumn column, Selection mapped) {
      for (int i = 0; i < mapped.size(); i++) {
        if (column.get(mapped.get(i)) instanceof String text) {
          for (int at = 0; at < text.length(); at++) {
            if (Character.isSurrogate(text.charAt(at))) {
              return false;
            }
          }
        }
      }
      return true;
    }

    /** Encodes each row alone: those that can be. */
    private Selection sound(RowBatch batch, Object[] results, Selection mapped) {
      int[] good = new int[mapped.size()];
      int size = 0;
      for (int i = 0; i < mapped.size(); i++) {
        int row = mapped.get(i);
        try {
          encode(step.shape(), results[row]);
          good[size++] = row;
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
          reject(batch, row, "a row that can be stored", Rejects.shown(e::getMessage), e);
        }
      }
      return Selection.of(good, size);
    }

    private <R> void encode(Shape<R> shape, Object row) {
      encoded.clear();
      shape.codec().encode(shape.type().cast(row), encoded);
    }

    private boolean tryRow(RowBatch batch, int row, Object[] results) {
      Object result;
      try {
        result = fn.apply(batch.block().row(row));
      } catch (Exception | AssertionError | StackOverflowError e) {
        reject(batch, row, "no exception", Rejects.shown(e::getMessage), e);
        return false;
      }
      if (result == null) {
        reject(batch, row, "a row", "null", null);
        return false;
      }
      results[row] = result;
      return true;
    }

    private void reject(
        RowBatch batch,
        int row,
        String expected,
        @Nullable String observed,
        @Nullable Throwable thrown) {
      Failure failure = new Failure(step.name(), step.fn().code(), expected, observed);
      rejects.reject(step, Ledger.Place.REJECTED, Stage.MAP, batch, row, List.of(failure), thrown);
    }
  }

  /**
   * {@link Step.FlatMap}: the rows of a batch become a batch of their own, with ids of their own.
   */
  static final class FlatMapOperator extends Operator {
    private static final int ROWS_PER_BATCH = 4096;

    private final Step.FlatMap step;
    private final Fn<Object, Object> fn;
    private final Books books;

    FlatMapOperator(Step.FlatMap step, Books books, List<Operator> next) {
      super(next);
      this.step = step;
      this.fn = step.fn().fn();
      this.books = books;
    }

    @Override
    void process(RowBatch batch, Selection rows) {
      books.count(step, Ledger.Place.OUT, batch, rows);
      Children children = new Children();
      for (int i = 0; i < rows.size(); i++) {
        int row = rows.get(i);
        Object result = call(step, fn, batch, row);
        if (!(result instanceof Iterable<?> many)) {
          throw failed(step, batch, row, "gave null", null);
        }
        int ordinal = 0;
        for (Object child : many) {
          if (child == null) {
            throw failed(step, batch, row, "gave null among its rows", null);
          }
          children.add(child, row, ordinal++);
          if (children.size == ROWS_PER_BATCH) {
            push(batch, children);
            children = new Children();
          }
        }
      }
      push(batch, children);
    }

    private void push(RowBatch parents, Children children) {
      if (children.size == 0) {
        return;
      }
      int[] origins = Arrays.copyOf(children.parents, children.size);
      RowBatch batch =
          RowBatch.childOf(
              Block.ofRows(
                  step.shape(),
                  Arrays.copyOf(children.rows, children.size),
                  Selection.all(children.size),
                  parents
                      .block()
                      .provenance()
                      .childOf(origins, Arrays.copyOf(children.ordinals, children.size))),
              Arrays.stream(origins).mapToLong(parents::position).toArray());
      Selection all = Selection.all(children.size);
      books.count(step, Ledger.Place.IN, batch, all);
      emit(batch, all);
    }

    /** Rows on their way into a batch. */
    private static final class Children {
      private final Object[] rows = new Object[ROWS_PER_BATCH];
      private final int[] parents = new int[ROWS_PER_BATCH];
      private final int[] ordinals = new int[ROWS_PER_BATCH];
      private int size;

      private void add(Object row, int parent, int ordinal) {
        rows[size] = row;
        parents[size] = parent;
        ordinals[size] = ordinal;
        size++;
      }
    }
  }

  /** {@link Step.Filter}. */
  static final class FilterOperator extends Operator {
    private final Step.Filter step;
    private final Fn<Object, Object> fn;
    private final Books books;

    FilterOperator(Step.Filter step, Books books, List<Operator> next) {
      super(next);
      this.step = step;
      this.fn = step.fn().fn();
      this.books = books;
    }

    @Override
    void process(RowBatch batch, Selection rows) {
      int[] kept = new int[rows.size()];
      int[] dropped = new int[rows.size()];
      int size = 0;
      for (int i = 0; i < rows.size(); i++) {
        int row = rows.get(i);
        if (call(step, fn, batch, row) instanceof Boolean keep) {
          if (keep) {
            kept[size++] = row;
          } else {
            dropped[i - size] = row;
          }
        } else {
          throw failed(step, batch, row, "gave null", null);
        }
      }
      books.count(step, Ledger.Place.FILTERED, batch, Selection.of(dropped, rows.size() - size));
      emit(batch, Selection.of(kept, size));
    }
  }

  /** The rows for which a condition of an aggregation holds, as places in {@code rows}. */
  static int[] holding(Step step, OpaqueFn condition, RowBatch batch, Selection rows) {
    int[] places = new int[rows.size()];
    int size = 0;
    for (int i = 0; i < rows.size(); i++) {
      if (call(step, condition.fn(), batch, rows.get(i)) instanceof Boolean holds) {
        if (holds) {
          places[size++] = i;
        }
      } else {
        throw failed(step, batch, rows.get(i), "gave null", null);
      }
    }
    return Arrays.copyOf(places, size);
  }

  private static @Nullable Object call(Step step, Fn<Object, Object> fn, RowBatch batch, int row) {
    try {
      return fn.apply(batch.block().row(row));
    } catch (Exception | AssertionError | StackOverflowError e) {
      throw failed(step, batch, row, "threw " + Rejects.shown(() -> e), e);
    }
  }

  static StepFailedException failed(
      Step step, RowBatch batch, int row, String what, @Nullable Throwable cause) {
    Problem problem =
        new Problem(
            RunCode.FUNCTION_FAILED,
            step.name() + " (" + step.site() + ")",
            "The function "
                + what
                + " for "
                + Rejects.place(batch, row)
                + ": "
                + Rejects.content(batch.block(), row),
            "a row that is neither valid nor rejected would be lost",
            step instanceof Step.MapRows
                ? "use tryMap, which sends such rows to a quarantine, or mend the function"
                : "mend the function, or validate the rows before it");
    return cause == null
        ? new StepFailedException(problem)
        : new StepFailedException(problem, cause);
  }
}
