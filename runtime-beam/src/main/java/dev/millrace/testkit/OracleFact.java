package dev.millrace.testkit;

import dev.millrace.aggregate.PayloadHash;
import dev.millrace.feature.ChangeKind;
import dev.millrace.plan.AggregateCall.Where;
import dev.millrace.plan.Availability;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.Block;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Component;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A fact or a change record of one key, as the oracle sees it (SEMANTICS S2). Facts compare in the
 * order of SEMANTICS S3; two that compare as equal are two deliveries of one. Immutable.
 */
final class OracleFact implements Comparable<OracleFact> {
  /** 128 bits, compared unsigned. */
  record Bits(long high, long low) implements Comparable<Bits> {
    @Override
    public int compareTo(Bits other) {
      int order = Long.compareUnsigned(high, other.high);
      return order != 0 ? order : Long.compareUnsigned(low, other.low);
    }

    private static Bits hash(ByteOutput bytes) {
      PayloadHash hash = new PayloadHash();
      hash.of(bytes.array(), 0, bytes.size());
      return new Bits(hash.high(), hash.low());
    }
  }

  private static final Comparator<OracleFact> S3 =
      Comparator.comparingLong(OracleFact::eventTime)
          .thenComparingLong(OracleFact::availability)
          .thenComparingLong(fact -> fact.sequence)
          .thenComparing(OracleFact::kind)
          .thenComparing(fact -> fact.payload)
          .thenComparing(OracleFact::id);

  private final Block<Object> block;
  private final @Nullable Object[] values;
  private final long eventTime;
  private final long availability;
  private final long sequence;
  private final ChangeKind kind;
  private final Bits payload;
  private final Bits id;

  private OracleFact(ViewDefinition view, Block<Object> block, Bits given) {
    this.block = block;
    this.values = values(block);
    this.eventTime = micros(view.time());
    this.availability = availability(view.availability());
    this.sequence = view.sequence() == null ? 0 : block.longs(view.sequence().index()).get(0);
    this.kind = view.kind() == null ? ChangeKind.UPSERT : (ChangeKind) present(view.kind());
    this.payload = payload();
    this.id = view.id().isEmpty() ? given : declaredId(view);
  }

  /**
   * A row of the view's facts.
   *
   * @param given who the row is; not looked at where the view declares columns that say it
   */
  static OracleFact of(ViewDefinition view, Object row, Bits given) {
    @SuppressWarnings("unchecked") // rows are of the class that the shape is of
    Shape<Object> shape = (Shape<Object>) view.facts();
    Provenance nowhere = Provenance.of("", new long[1], new long[1]);
    Block<Object> block =
        Block.ofRows(shape, new Object[] {shape.type().cast(row)}, Selection.all(1), nowhere);
    return new OracleFact(view, block, given);
  }

  private static @Nullable Object[] values(Block<Object> block) {
    @Nullable Object[] values = new Object[block.shape().components().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = block.value(i, 0);
    }
    return values;
  }

  private long availability(@Nullable Availability declared) {
    if (declared == null) {
      return eventTime;
    }
    return declared.column() == null
        ? eventTime > Long.MAX_VALUE - declared.delay()
            ? Long.MAX_VALUE
            : eventTime + declared.delay()
        : micros(declared.column());
  }

  /** An Instant in microseconds UTC, rounded down (SEMANTICS S1). */
  private long micros(Component instant) {
    present(instant);
    return block.longs(instant.index()).get(0);
  }

  private Object present(Component component) {
    Object value = value(component);
    if (value == null) {
      throw new IllegalArgumentException(component.name() + " of a fact is null");
    }
    return value;
  }

  private Bits payload() {
    ByteOutput bytes = new ByteOutput();
    block.shape().codec().encode(block.row(0), bytes);
    return Bits.hash(bytes);
  }

  private Bits declaredId(ViewDefinition view) {
    ByteOutput bytes = new ByteOutput();
    view.id().forEach(component -> write(component, bytes));
    return Bits.hash(bytes);
  }

  private void write(Component component, ByteOutput bytes) {
    int index = component.index();
    block.shape().codec(index).write(block.column(index), 0, bytes);
  }

  long eventTime() {
    return eventTime;
  }

  /** When it could first have been known, in microseconds UTC. */
  long availability() {
    return availability;
  }

  ChangeKind kind() {
    return kind;
  }

  Bits id() {
    return id;
  }

  Object row() {
    return block.row(0);
  }

  /** The value of a column; null where it is null. */
  @Nullable Object value(Component component) {
    return values[component.index()];
  }

  /** The bytes that the value of a column has wherever it is written. */
  byte[] canonical(Component component) {
    ByteOutput bytes = new ByteOutput();
    write(component, bytes);
    return bytes.toByteArray();
  }

  /** Whether it satisfies a condition; every fact satisfies none. */
  boolean satisfies(@Nullable Where condition) {
    return condition == null
        || Boolean.TRUE.equals(
            OracleCode.call(condition.name(), () -> condition.condition().fn().apply(row())));
  }

  @Override
  public int compareTo(OracleFact other) {
    return S3.compare(this, other);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof OracleFact fact && compareTo(fact) == 0;
  }

  @Override
  public int hashCode() {
    return payload.hashCode();
  }

  @Override
  public String toString() {
    return kind + " " + RowValue.text(row());
  }
}
