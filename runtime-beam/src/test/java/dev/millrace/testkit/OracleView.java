package dev.millrace.testkit;

import dev.millrace.aggregate.AggregateFunction;
import dev.millrace.feature.ChangeKind;
import dev.millrace.feature.FeatureStatus;
import dev.millrace.plan.AggregateCall.Where;
import dev.millrace.plan.Availability;
import dev.millrace.plan.Bound;
import dev.millrace.plan.DerivedFeature;
import dev.millrace.plan.FactWindow;
import dev.millrace.plan.FeatureCall;
import dev.millrace.plan.Knowledge;
import dev.millrace.plan.OpaqueFn;
import dev.millrace.plan.StatusFeature;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.Component;
import dev.millrace.record.Fn;
import dev.millrace.record.Fn2;
import dev.millrace.record.Shape;
import dev.millrace.testkit.OracleFact.Bits;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Views for the oracle's tests, of one feature over {@link Row}s and what is made of it: the sum of
 * values in a window, so that an answer says which facts count when their values are powers of two.
 */
final class OracleView {
  /**
   * A fact or a change record.
   *
   * @param value of facts; null is skipped by a sum
   */
  record Row(
      Instant at,
      Instant known,
      long version,
      ChangeKind kind,
      String id,
      @Nullable Long value,
      boolean good) {
    Row knownAt(long micros) {
      return new Row(at, time(micros), version, kind, id, value, good);
    }

    Row version(long number) {
      return new Row(at, known, number, kind, id, value, good);
    }

    Row id(String name) {
      return new Row(at, known, version, kind, name, value, good);
    }

    Row bad() {
      return new Row(at, known, version, kind, id, value, false);
    }
  }

  record Out(
      @Nullable Long sum, @Nullable Long twice, FeatureStatus status, FeatureStatus ofTwice) {}

  static final Shape<Row> ROWS = Shape.of(Row.class);
  static final Shape<Out> OUT = Shape.of(Out.class);
  static final Component SUM = component(OUT, "sum");
  static final Component TWICE = component(OUT, "twice");
  static final Component STATUS = component(OUT, "status");
  static final Component STATUS_OF_TWICE = component(OUT, "ofTwice");

  private FactWindow window = FactWindow.of(FactWindow.FOREVER);
  private AggregateFunction function = AggregateFunction.SUM_LONG;
  private long ttl = FactWindow.FOREVER;
  private @Nullable Availability availability;
  private @Nullable Where where;
  private boolean hasIds;
  private List<FeatureCall.Edit> edits = List.of();

  static OracleView over(FactWindow window) {
    OracleView view = new OracleView();
    view.window = window;
    return view;
  }

  static Component component(Shape<?> shape, String name) {
    return shape.component(name).orElseThrow();
  }

  static Instant time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  static Row fact(long micros, @Nullable Long value) {
    return change(ChangeKind.UPSERT, micros, value);
  }

  static Row delete(long micros) {
    return change(ChangeKind.DELETE, micros, null);
  }

  static Row retract(long micros, String id) {
    return change(ChangeKind.RETRACT, micros, null).id(id);
  }

  private static Row change(ChangeKind kind, long micros, @Nullable Long value) {
    return new Row(time(micros), time(micros), 0, kind, "", value, true);
  }

  OracleView ttl(long micros) {
    ttl = micros;
    return this;
  }

  OracleView availableAt(String column) {
    availability = new Availability(component(ROWS, column), 0);
    return this;
  }

  OracleView availableAfter(long delay) {
    availability = new Availability(null, delay);
    return this;
  }

  OracleView onlyGood() {
    where = new Where("good", OpaqueFn.of((Fn<Row, Boolean>) Row::good));
    return this;
  }

  OracleView identified() {
    hasIds = true;
    return this;
  }

  OracleView last() {
    function = AggregateFunction.LAST;
    return this;
  }

  OracleView edited(FeatureCall.Edit... all) {
    edits = List.of(all);
    return this;
  }

  ViewDefinition definition() {
    FeatureCall call =
        new FeatureCall(function, component(ROWS, "value"), null, null, where, window, edits, SUM);
    Fn2<Long, Long, Long> add = Long::sum;
    return new ViewDefinition(
        "tested",
        1,
        ROWS,
        List.of(),
        null,
        component(ROWS, "at"),
        availability,
        component(ROWS, "version"),
        hasIds ? List.of(component(ROWS, "id")) : List.of(),
        component(ROWS, "kind"),
        ttl,
        OUT,
        List.of(call),
        List.of(new DerivedFeature("add", OpaqueFn.of(add), SUM, SUM, TWICE)),
        List.of(new StatusFeature(TWICE, STATUS_OF_TWICE), new StatusFeature(SUM, STATUS)));
  }

  /** Facts with ids that tell them apart, by their place. */
  List<OracleFact> facts(Row... rows) {
    ViewDefinition view = definition();
    List<OracleFact> facts = new ArrayList<>();
    for (Row row : rows) {
      facts.add(OracleFact.of(view, row, new Bits(0, facts.size())));
    }
    return facts;
  }

  /** What is seen at a time of what was known then. */
  Asked at(long micros, Row... rows) {
    return asked(OracleQuestion.of(micros, Bound.CLOSED, Knowledge.AS_SERVED), rows);
  }

  Asked before(long micros, Row... rows) {
    return asked(OracleQuestion.of(micros, Bound.BEFORE, Knowledge.AS_SERVED), rows);
  }

  Asked corrected(long micros, Row... rows) {
    return asked(OracleQuestion.of(micros, Bound.CLOSED, Knowledge.CORRECTED), rows);
  }

  /** What the row at a place sees. */
  Asked ofSelf(int self, Bound bound, Row... rows) {
    OracleFact asking = facts(rows).get(self);
    return asked(OracleQuestion.ofSelf(asking, bound, Knowledge.AS_SERVED), rows);
  }

  private Asked asked(OracleQuestion question, Row... rows) {
    List<OracleFact> facts = facts(rows);
    OracleAnswer answer = new Oracle(definition(), facts).answer(question);
    List<OracleFact> turned = new ArrayList<>(facts);
    Collections.reverse(turned);
    if (!new Oracle(definition(), turned).answer(question).equals(answer)) {
      throw new AssertionError("the order of " + Arrays.toString(rows) + " matters");
    }
    return new Asked(answer.of(SUM).value(), answer.of(SUM).status());
  }

  /** The value of the feature and its status. */
  record Asked(@Nullable Object value, FeatureStatus status) {
    static Asked present(long value) {
      return new Asked(value, FeatureStatus.PRESENT);
    }

    static Asked none(FeatureStatus status) {
      return new Asked(null, status);
    }
  }
}
