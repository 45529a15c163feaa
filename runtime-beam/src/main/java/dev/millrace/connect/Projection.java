package dev.millrace.connect;

import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import dev.millrace.record.Shape;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.function.IntFunction;

/**
 * What a plan needs of a source's rows: some components, of the rows that meet some conditions.
 *
 * <p>A reader appends a value to the column of each component that is needed, for every row. To the
 * other columns it need not append anything; what it appends there is dropped. Rows that break a
 * condition it may {@linkplain InputBatch#skip skip}, if it can do so without reading them.
 *
 * <p><b>Which records are rejected must not depend on either</b>: what a source refuses follows
 * from the source, not from the steps behind it. So a reader leaves a value unread only where it
 * knows that reading would not have refused it. Of text it must have a look, since any field may
 * hold anything; a format with a schema of its own may take the schema's word for it.
 */
public final class Projection {
  private final BitSet needed;
  private final int components;
  private final List<Condition> conditions;

  private Projection(BitSet needed, int components, List<Condition> conditions) {
    this.needed = needed;
    this.components = components;
    this.conditions = List.copyOf(conditions);
  }

  /** Every component of every row: what a plan needs that hands rows to a function. */
  public static Projection all(Shape<?> shape) {
    return of(shape, shape.components());
  }

  /** Some components of every row; may be none, and then only positions are read. */
  public static Projection of(Shape<?> shape, Collection<Component> components) {
    BitSet needed = new BitSet();
    components.forEach(component -> needed.set(component.index()));
    return new Projection(needed, shape.components().size(), List.of());
  }

  /** The same components, of rows that meet all of some conditions. */
  public Projection where(List<Condition> rowsMeet) {
    return new Projection(needed, components, rowsMeet);
  }

  /** The same components of every row: for a reader between, whose own reader must skip none. */
  public Projection ofAllRows() {
    return where(List.of());
  }

  /** Whether the plan reads a component, by its index in the shape. */
  public boolean needs(int component) {
    return needed.get(component);
  }

  /**
   * The column that a batch gives to a reader for a component: one that keeps nothing if nothing is
   * needed of it.
   *
   * @param shape of the rows
   * @param rows about how many are expected
   */
  public ColumnBuilder builder(Shape<?> shape, int component, int rows) {
    return needs(component)
        ? shape.builder(component, rows)
        : new UnreadColumn(shape.components().get(component));
  }

  /** Whether the plan reads every component. */
  public boolean isAll() {
    return needed.cardinality() == components;
  }

  /**
   * What a row must meet to be of use. The engine looks again at every row that it is given: a
   * reader that knows no statistics pays them no heed.
   */
  public List<Condition> conditions() {
    return conditions;
  }

  /**
   * Whether a stretch of rows may hold one that meets all conditions. If not, and if no record of
   * the stretch would be rejected, a reader may {@linkplain InputBatch#skip skip} it.
   *
   * @param statistics of the stretch, for a component by its index; asked only for components that
   *     a condition looks at
   */
  public boolean mayKeepAny(IntFunction<ColumnStatistics> statistics) {
    for (Condition condition : conditions) {
      if (!condition.canHold(statistics.apply(condition.component().index()))) {
        return false;
      }
    }
    return true;
  }
}
