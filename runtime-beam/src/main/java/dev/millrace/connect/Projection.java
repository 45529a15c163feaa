package dev.millrace.connect;

import dev.millrace.record.Component;
import dev.millrace.record.Shape;
import java.util.BitSet;
import java.util.Collection;

/**
 * The components of a source's rows that the plan reads. A reader appends a value to the column of
 * each of them, for every row; the other columns it may leave empty, and need not decode.
 */
public final class Projection {
  private final BitSet needed;
  private final int components;

  private Projection(BitSet needed, int components) {
    this.needed = needed;
    this.components = components;
  }

  /** Every component: what a plan needs that hands rows to a function. */
  public static Projection all(Shape<?> shape) {
    int components = shape.components().size();
    BitSet needed = new BitSet(components);
    needed.set(0, components);
    return new Projection(needed, components);
  }

  /** Some components; may be none, and then only positions are read. */
  public static Projection of(Shape<?> shape, Collection<Component> components) {
    BitSet needed = new BitSet();
    components.forEach(component -> needed.set(component.index()));
    return new Projection(needed, shape.components().size());
  }

  /** Whether the plan reads a component, by its index in the shape. */
  public boolean needs(int component) {
    return needed.get(component);
  }

  /** Whether the plan reads every component. */
  public boolean isAll() {
    return needed.cardinality() == components;
  }
}
