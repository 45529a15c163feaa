package dev.millrace.testkit;

import dev.millrace.feature.ChangeKind;
import dev.millrace.plan.Times;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.Block;
import dev.millrace.record.Column;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import dev.millrace.record.Provenance;
import dev.millrace.record.Shape;
import dev.millrace.testkit.OracleFact.Bits;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes rows of a view's facts, and keys, from the values of their columns: of records, AutoValue
 * classes and whatever else has a shape.
 */
final class DrawnRows {
  private final ViewDefinition view;

  DrawnRows(ViewDefinition view) {
    this.view = view;
  }

  /** Times that the view's event time can tell apart: the microseconds from one to the next. */
  long tick() {
    return view.time().type().grain();
  }

  Object row(DrawnFact fact) {
    return row(view.facts(), fact.values());
  }

  /**
   * @throws AssertionError when the class refuses the values
   */
  static Object row(Shape<?> shape, List<? extends @Nullable Object> values) {
    Column[] columns = new Column[values.size()];
    for (int i = 0; i < columns.length; i++) {
      ColumnBuilder builder = shape.builder(i, 1);
      shape.codec(i).append(values.get(i), builder);
      columns[i] = builder.build();
    }
    Provenance nowhere = Provenance.of("", new long[1], new long[1]);
    try {
      return Block.ofColumns(shape, columns, 1, nowhere).row(0);
    } catch (RuntimeException refused) {
      throw new AssertionError(
          shape.name()
              + " refuses the values "
              + RowValue.text(values)
              + " that were drawn for it: "
              + refused
              + ". Give the values that a column can have: .with("
              + shape.name()
              + "::column, value1, value2)",
          refused);
    }
  }

  /** The key as a question has it. */
  Object key(List<Object> values) {
    Shape<?> type = view.keyType();
    return type == null ? values.get(0) : row(type, values);
  }

  boolean hasKey(DrawnFact fact) {
    return view.key().stream().map(fact::value).allMatch(DrawnRows::isThere);
  }

  /** Whether a column does not say who a fact is, and where it stands. */
  boolean isFree(Component column) {
    return !view.key().contains(column)
        && !view.id().contains(column)
        && !column.equals(view.time())
        && !column.equals(view.kind())
        && !column.equals(view.sequence())
        && (view.availability() == null || !column.equals(view.availability().column()));
  }

  private static boolean isThere(@Nullable Object value) {
    return value != null && !(value instanceof Optional<?> optional && optional.isEmpty());
  }

  DrawnFact withKey(DrawnFact fact, List<Object> key) {
    DrawnFact changed = fact;
    for (int i = 0; i < key.size(); i++) {
      changed = changed.with(view.key().get(i), key.get(i));
    }
    return changed;
  }

  /** A fact without a key; empty where a key is always there. */
  Optional<DrawnFact> withoutKey(DrawnFact fact) {
    for (Component column : view.key()) {
      if (column.nullable()) {
        return Optional.of(fact.with(column, null));
      }
      if (column.type().javaClass() == Optional.class) {
        return Optional.of(fact.with(column, Optional.empty()));
      }
    }
    return Optional.empty();
  }

  long time(DrawnFact fact) {
    return micros(fact, view.time());
  }

  static long micros(DrawnFact fact, Component column) {
    Instant time = (Instant) fact.value(column);
    return Times.micros(time);
  }

  DrawnFact at(DrawnFact fact, long micros) {
    return fact.with(view.time(), instant(micros));
  }

  static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  ChangeKind kind(DrawnFact fact) {
    return view.kind() == null ? ChangeKind.UPSERT : (ChangeKind) fact.value(view.kind());
  }

  /** The facts that belong to the key, as the oracle sees them. */
  List<OracleFact> facts(History history) {
    List<OracleFact> facts = new ArrayList<>();
    for (DrawnFact fact : history.facts()) {
      if (hasKey(fact)) {
        facts.add(OracleFact.of(view, row(fact), new Bits(0, facts.size())));
      }
    }
    return facts;
  }
}
