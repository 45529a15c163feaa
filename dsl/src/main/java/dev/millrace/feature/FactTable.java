package dev.millrace.feature;

import dev.millrace.plan.FactLayout;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.Block;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Column;
import dev.millrace.record.Component;
import dev.millrace.record.ComponentCodec;
import dev.millrace.record.Provenance;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The facts of many keys, in columns: a fact is a place from 0 on, and there is no object for it.
 * Which places belong to a key, and in which order, a {@link KeyHistory} knows. Not thread-safe.
 *
 * <p>Memory: 40 to 57 bytes for a fact and what its columns take.
 */
final class FactTable {
  private static final int FIRST_CAPACITY = FactColumn.FIRST_CAPACITY;

  private final ViewDefinition view;
  private final FactLayout layout;
  private final ComponentCodec[] codecs;
  private final @Nullable FactColumn[] columns;
  private @Nullable Block<?> block;
  private int size;
  long[] time = new long[FIRST_CAPACITY];
  private long[] hashHigh = new long[FIRST_CAPACITY];
  private long[] hashLow = new long[FIRST_CAPACITY];
  private long[] idHigh = new long[FIRST_CAPACITY];
  private long[] idLow = new long[FIRST_CAPACITY];
  private long @Nullable [] available;
  private long @Nullable [] sequence;
  private byte @Nullable [] kind;
  private long @Nullable [] marks;

  FactTable(ViewDefinition view, FactLayout layout) {
    this.view = view;
    this.layout = layout;
    List<Component> components = view.facts().components();
    this.codecs = new ComponentCodec[components.size()];
    this.columns = new FactColumn[components.size()];
    for (Component component : layout.columns()) {
      codecs[component.index()] = view.facts().codec(component.index());
      columns[component.index()] = FactColumn.of(component);
    }
    available = view.availability() == null ? null : new long[FIRST_CAPACITY];
    sequence = view.sequence() == null ? null : new long[FIRST_CAPACITY];
    kind = view.kind() == null ? null : new byte[FIRST_CAPACITY];
    marks = layout.conditions().isEmpty() ? null : new long[FIRST_CAPACITY];
  }

  FactLayout layout() {
    return layout;
  }

  int size() {
    return size;
  }

  /** Adds the fact that a reader stands at; gives its place. */
  int add(FactReader fact) {
    for (Component component : layout.columns()) {
      column(component).append(fact.column(component), fact.row());
    }
    return add(fact.order(), fact.conditionsMet());
  }

  /**
   * Adds a fact as {@link FactReader#write} wrote it; gives its place.
   *
   * @throws dev.millrace.record.CorruptDataException when it is cut short; nothing is added then
   */
  int add(FactOrder order, ByteInput in) {
    long met = marks == null ? 0 : in.readLong();
    boolean isWhole = false;
    try {
      for (Component component : layout.columns()) {
        codecs[component.index()].read(in, column(component));
      }
      isWhole = true;
    } finally {
      if (!isWhole) {
        // Columns that took their part would give every later fact the value of another.
        truncate(size);
      }
    }
    return add(order, met);
  }

  private int add(FactOrder order, long met) {
    if (size == time.length) {
      grow(2 * size);
    }
    time[size] = order.time;
    hashHigh[size] = order.hashHigh;
    hashLow[size] = order.hashLow;
    idHigh[size] = order.idHigh;
    idLow[size] = order.idLow;
    if (available != null) {
      available[size] = order.available;
    }
    if (sequence != null) {
      sequence[size] = order.sequence;
    }
    if (kind != null) {
      kind[size] = (byte) order.kind;
    }
    if (marks != null) {
      marks[size] = met;
    }
    return size++;
  }

  private void grow(int capacity) {
    time = Arrays.copyOf(time, capacity);
    hashHigh = Arrays.copyOf(hashHigh, capacity);
    hashLow = Arrays.copyOf(hashLow, capacity);
    idHigh = Arrays.copyOf(idHigh, capacity);
    idLow = Arrays.copyOf(idLow, capacity);
    available = available == null ? null : Arrays.copyOf(available, capacity);
    sequence = sequence == null ? null : Arrays.copyOf(sequence, capacity);
    kind = kind == null ? null : Arrays.copyOf(kind, capacity);
    marks = marks == null ? null : Arrays.copyOf(marks, capacity);
    block = null;
  }

  private FactColumn column(Component component) {
    FactColumn column = columns[component.index()];
    if (column == null) {
      throw new IllegalStateException(component.name() + " is not kept");
    }
    return column;
  }

  /** The columns that are kept, with room behind the last fact. */
  Block<?> block() {
    if (block == null) {
      @Nullable Column[] views = new Column[columns.length];
      for (int i = 0; i < columns.length; i++) {
        FactColumn column = columns[i];
        views[i] = column == null ? null : column.view();
      }
      block = Block.ofColumns(view.facts(), views, time.length, Provenance.of("", idHigh, idLow));
    }
    return block;
  }

  /** When a fact could first have been known. */
  long available(int fact) {
    return available == null ? time[fact] : available[fact];
  }

  boolean isUpsert(int fact) {
    return kind == null || kind[fact] == FactOrder.UPSERT;
  }

  boolean isDelete(int fact) {
    return kind != null && kind[fact] == FactOrder.DELETE;
  }

  boolean isRetraction(int fact) {
    return kind != null && kind[fact] == FactOrder.RETRACT;
  }

  /** Whether a fact satisfies a condition of the layout. */
  boolean meets(int fact, int condition) {
    return condition == FactLayout.ALWAYS
        || (marks != null && (marks[fact] >>> condition & 1) != 0);
  }

  boolean hasId(int fact, long high, long low) {
    return idHigh[fact] == high && idLow[fact] == low;
  }

  long idHigh(int fact) {
    return idHigh[fact];
  }

  long idLow(int fact) {
    return idLow[fact];
  }

  /** Compares two facts in the order of SEMANTICS S3. */
  int compare(int left, int right) {
    int order = Long.compare(time[left], time[right]);
    if (order == 0 && available != null) {
      order = Long.compare(available[left], available[right]);
    }
    if (order == 0 && sequence != null) {
      order = Long.compare(sequence[left], sequence[right]);
    }
    if (order == 0 && kind != null) {
      order = Byte.compare(kind[left], kind[right]);
    }
    if (order == 0) {
      order = Long.compareUnsigned(hashHigh[left], hashHigh[right]);
    }
    if (order == 0) {
      order = Long.compareUnsigned(hashLow[left], hashLow[right]);
    }
    if (order == 0) {
      order = Long.compareUnsigned(idHigh[left], idHigh[right]);
    }
    return order == 0 ? Long.compareUnsigned(idLow[left], idLow[right]) : order;
  }

  /** Compares a fact with the place of another in the order of SEMANTICS S3. */
  int compare(int fact, FactOrder other) {
    int order = Long.compare(time[fact], other.time);
    if (order == 0 && available != null) {
      order = Long.compare(available[fact], other.available);
    }
    if (order == 0 && sequence != null) {
      order = Long.compare(sequence[fact], other.sequence);
    }
    if (order == 0 && kind != null) {
      order = Byte.compare(kind[fact], (byte) other.kind);
    }
    if (order == 0) {
      order = Long.compareUnsigned(hashHigh[fact], other.hashHigh);
    }
    if (order == 0) {
      order = Long.compareUnsigned(hashLow[fact], other.hashLow);
    }
    if (order == 0) {
      order = Long.compareUnsigned(idHigh[fact], other.idHigh);
    }
    return order == 0 ? Long.compareUnsigned(idLow[fact], other.idLow) : order;
  }

  /** Sets a fact's place in the order. */
  void place(int fact, FactOrder into) {
    into.time = time[fact];
    into.available = available(fact);
    into.sequence = sequence == null ? 0 : sequence[fact];
    into.kind = kind == null ? 0 : kind[fact];
    into.hashHigh = hashHigh[fact];
    into.hashLow = hashLow[fact];
    into.idHigh = idHigh[fact];
    into.idLow = idLow[fact];
  }

  /** Writes what {@link FactReader#write} wrote of a fact; its place in the order is put aside. */
  void write(int fact, FactOrder scratch, ByteOutput out) {
    place(fact, scratch);
    if (marks != null) {
      out.writeLong(marks[fact]);
    }
    for (Component component : layout.columns()) {
      codecs[component.index()].write(column(component).view(), fact, out);
    }
  }

  /** Puts the fact of one place in another; for {@link #truncate} to drop what is behind. */
  void move(int from, int to) {
    time[to] = time[from];
    hashHigh[to] = hashHigh[from];
    hashLow[to] = hashLow[from];
    idHigh[to] = idHigh[from];
    idLow[to] = idLow[from];
    if (available != null) {
      available[to] = available[from];
    }
    if (sequence != null) {
      sequence[to] = sequence[from];
    }
    if (kind != null) {
      kind[to] = kind[from];
    }
    if (marks != null) {
      marks[to] = marks[from];
    }
    for (Component component : layout.columns()) {
      column(component).move(from, to);
    }
  }

  /** Drops the facts from a place on. */
  void truncate(int facts) {
    for (Component component : layout.columns()) {
      column(component).truncate(facts);
    }
    size = facts;
  }

  /** Bytes held, about. */
  long bytes() {
    long bytes = 40L * time.length;
    bytes += available == null ? 0 : 8L * time.length;
    bytes += sequence == null ? 0 : 8L * time.length;
    bytes += marks == null ? 0 : 8L * time.length;
    bytes += kind == null ? 0 : time.length;
    for (Component component : layout.columns()) {
      bytes += column(component).bytes();
    }
    return bytes;
  }
}
