package dev.millrace.feature;

import dev.millrace.aggregate.PayloadHash;
import dev.millrace.plan.AggregateCall.Where;
import dev.millrace.plan.Availability;
import dev.millrace.plan.FactLayout;
import dev.millrace.plan.Times;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.Block;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Column;
import dev.millrace.record.Component;
import dev.millrace.record.ComponentCodec;
import dev.millrace.record.LongColumn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows as facts of a view: their key, their place in the order of SEMANTICS S3, the conditions they
 * satisfy and the columns that features read. Not thread-safe.
 */
public final class FactReader {
  private final ViewDefinition view;
  private final FactLayout layout;
  private final ViewKey key;
  private final ComponentCodec[] codecs;
  private final Column[] columns;
  private final FactOrder order;
  private final PayloadHash hash = new PayloadHash();
  private final ByteOutput bytes = new ByteOutput();
  private @Nullable Block<?> block;
  private int row;
  private long marks;

  public FactReader(ViewDefinition view) {
    this.view = view;
    this.layout = new FactLayout(view);
    this.key = new ViewKey(view.facts(), view.key());
    this.order = new FactOrder(view);
    this.codecs =
        view.facts().components().stream()
            .map(component -> view.facts().codec(component.index()))
            .toArray(ComponentCodec[]::new);
    this.columns = new Column[codecs.length];
  }

  /** Turns to a block of the view's facts. */
  public void turnTo(Block<?> facts) {
    block = facts;
    key.turnTo(facts);
    for (int i = 0; i < columns.length; i++) {
      columns[i] = facts.column(i);
    }
  }

  /**
   * Turns to a row of the block.
   *
   * @throws FeatureException when a condition of the author's throws
   */
  public void read(int index) {
    row = index;
    bytes.clear();
    for (int i = 0; i < codecs.length; i++) {
      codecs[i].write(columns[i], row, bytes);
    }
    hash.of(bytes.array(), 0, bytes.size());
    order.hashHigh = hash.high();
    order.hashLow = hash.low();
    order.time = longAt(view.time());
    readAvailability();
    order.sequence = view.sequence() == null ? 0 : longAt(view.sequence());
    order.kind = view.kind() == null ? FactOrder.UPSERT : (int) longAt(view.kind());
    readId();
    marks = order.kind == FactOrder.UPSERT ? marks() : 0;
  }

  private long longAt(Component component) {
    return ((LongColumn) columns[component.index()]).get(row);
  }

  private void readAvailability() {
    Availability availability = view.availability();
    if (availability == null) {
      order.available = order.time;
    } else {
      order.available =
          availability.column() == null
              ? Times.plus(order.time, availability.delay())
              : longAt(availability.column());
    }
  }

  private void readId() {
    if (view.id().isEmpty()) {
      order.idHigh = current().provenance().idHigh(row);
      order.idLow = current().provenance().idLow(row);
      return;
    }
    bytes.clear();
    for (Component component : view.id()) {
      codecs[component.index()].write(columns[component.index()], row, bytes);
    }
    hash.of(bytes.array(), 0, bytes.size());
    order.idHigh = hash.high();
    order.idLow = hash.low();
  }

  private long marks() {
    long set = 0;
    List<Where> conditions = layout.conditions();
    for (int i = 0; i < conditions.size(); i++) {
      Where condition = conditions.get(i);
      Object fact = current().row(row);
      try {
        if (Boolean.TRUE.equals(condition.condition().fn().apply(fact))) {
          set |= 1L << i;
        }
      } catch (Exception e) {
        throw new FeatureException(view.title(), "where \"" + condition.name() + "\"", fact, e);
      }
    }
    return set;
  }

  private Block<?> current() {
    if (block == null) {
      throw new IllegalStateException("no block yet");
    }
    return block;
  }

  /** Whether the fact has a key; one without belongs to nobody (SEMANTICS S11). */
  public boolean hasKey() {
    return key.isPresent(row);
  }

  /** Writes the fact's key, if it has one. */
  public void writeKey(ByteOutput out) {
    key.write(row, out);
  }

  /** The fact's place in the order, until the next {@link #read}. */
  public FactOrder order() {
    return order;
  }

  /** Writes what features need of the fact, for {@link FactTable#add(FactOrder, ByteInput)}. */
  public void write(ByteOutput out) {
    if (!layout.conditions().isEmpty()) {
      out.writeLong(marks);
    }
    for (Component component : layout.columns()) {
      codecs[component.index()].write(columns[component.index()], row, out);
    }
  }

  long conditionsMet() {
    return marks;
  }

  Column column(Component component) {
    return columns[component.index()];
  }

  int row() {
    return row;
  }
}
