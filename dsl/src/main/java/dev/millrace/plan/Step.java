package dev.millrace.plan;

import dev.millrace.record.Component;
import dev.millrace.record.Shape;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A node of the logical plan. Two steps are the same step only when they are the same object;
 * equality by value would compare whole graphs.
 */
// A step here is its parts and little more: what several have in common is an interface with a file
// of its own, and what takes long to say stands in StepText and StepCode.
public sealed interface Step extends Serializable
    permits OneInput, Step.Read, Step.Union, Step.Lookup, Step.Barrier {
  /** Stable and unique in the plan: {@code validate:invoice-lines}. */
  String name();

  /** The author's line: {@code Retail.java:42}; not part of any fingerprint. */
  String site();

  /** Where rows come from, in the author's order. */
  List<Step> inputs();

  /** What leaves; for {@link Write}, what arrives. */
  Shape<?> shape();

  /** The definition without inputs, code and site, as stable lines of text. */
  List<String> definition();

  /** The opaque functions of the step by their role, sorted. */
  default Map<String, OpaqueFn> code() {
    return Map.of();
  }

  /**
   * Rows of a source port.
   *
   * @param derivedFrom the ports whose rows these were made from outside of this pipeline
   */
  record Read(String name, String site, String port, List<String> derivedFrom, Shape<?> shape)
      implements Step {
    public Read {
      derivedFrom = List.copyOf(derivedFrom);
    }

    @Override
    public List<Step> inputs() {
      return List.of();
    }

    @Override
    public List<String> definition() {
      return StepText.of(this);
    }
  }

  /** One row for each row. A function that throws fails the run. */
  record MapRows(String name, String site, Step input, OpaqueFn fn, Shape<?> shape)
      implements OneInput {
    @Override
    public List<String> definition() {
      return List.of("map to " + shape.describe());
    }

    @Override
    public Map<String, OpaqueFn> code() {
      return Map.of("map", fn);
    }
  }

  /** One row for each row; a function that throws makes the row invalid. */
  record TryMap(String name, String site, Step input, OpaqueFn fn, Shape<?> shape, Invalid invalid)
      implements OneInput {
    @Override
    public List<String> definition() {
      return List.of("tryMap to " + shape.describe(), invalid.describe());
    }

    @Override
    public Map<String, OpaqueFn> code() {
      return Map.of("map", fn);
    }
  }

  /** Any number of rows for each row, in the function's order. */
  record FlatMap(String name, String site, Step input, OpaqueFn fn, Shape<?> shape)
      implements OneInput {
    @Override
    public List<String> definition() {
      return List.of("flatMap to " + shape.describe());
    }

    @Override
    public Map<String, OpaqueFn> code() {
      return Map.of("flatMap", fn);
    }
  }

  /** The rows that satisfy a condition; the others are counted under its name. */
  record Filter(String name, String site, Step input, String condition, OpaqueFn fn)
      implements SameShape {
    @Override
    public List<String> definition() {
      return List.of("filter " + Literal.quoted(condition));
    }

    @Override
    public Map<String, OpaqueFn> code() {
      return Map.of("filter", fn);
    }
  }

  /** The rows that break none of some rules; the others are counted under the filter's name. */
  record FilterByRules(String name, String site, Step input, String condition, List<Rule> rules)
      implements ByRules {
    public FilterByRules {
      rules = List.copyOf(rules);
    }

    @Override
    public List<String> definition() {
      List<String> lines = new ArrayList<>(List.of("filter " + Literal.quoted(condition)));
      rules.forEach(rule -> lines.add(StepText.of(rule)));
      return lines;
    }
  }

  /** The rows that break no rule of severity QUARANTINE. */
  record Validate(String name, String site, Step input, List<Rule> rules, Invalid invalid)
      implements ByRules {
    public Validate {
      rules = List.copyOf(rules);
    }

    @Override
    public List<String> definition() {
      List<String> lines = new ArrayList<>(List.of("validate", invalid.describe()));
      rules.forEach(rule -> lines.add(rule.severity() + " " + StepText.of(rule)));
      return lines;
    }
  }

  /**
   * Gives rows their event time.
   *
   * @param lateness how far behind the greatest accepted time of its partition a row may be, in
   *     microseconds (S7)
   * @param ahead how far ahead of its arrival a row may be, in microseconds, by the clock of its
   *     source, or else of the reader; {@code Long.MAX_VALUE} for no bound
   * @param late the quarantine port of rows that are late or too far ahead; null where nobody
   *     decided
   */
  record Timestamps(
      String name,
      String site,
      Step input,
      Component column,
      long lateness,
      long ahead,
      @Nullable String late)
      implements SameShape {
    @Override
    public List<String> definition() {
      return StepText.of(this);
    }
  }

  /** All rows of all inputs. */
  record Union(String name, String site, List<Step> inputs) implements Step {
    public Union {
      inputs = List.copyOf(inputs);
    }

    @Override
    public Shape<?> shape() {
      return inputs.get(0).shape();
    }

    @Override
    public List<String> definition() {
      return List.of("union");
    }
  }

  /** A step that rows are packed for: what stands before it and behind it are two stages. */
  sealed interface Barrier extends Step permits Grouping, Foreign {
    /**
     * Whether it is not cut by fixed windows, so that a stream works on it in the order of event
     * time and keeps what is open.
     */
    boolean isOrdered();

    /** The columns that make the key in rows of an input, in order; none for all rows together. */
    List<Component> keyOf(int input);
  }

  /** A step that sees all rows of a key together, so that rows are shuffled before it. */
  sealed interface Grouping extends Barrier permits Aggregate, Join, Deduplicate, AsOf, States {}

  /**
   * One row for each row, made of it and of the row that a table has for its key.
   *
   * @param input the rows
   * @param table the table's rows, at most one for each key: see {@link Plan#onward}
   * @param key the column of the input
   * @param tableKey the column of the table
   * @param fn of a row and an Optional of the table's
   */
  record Lookup(
      String name,
      String site,
      Step input,
      Step table,
      Component key,
      Component tableKey,
      OpaqueFn fn,
      Shape<?> shape)
      implements Step {
    @Override
    public List<Step> inputs() {
      return List.of(input, table);
    }

    @Override
    public List<String> definition() {
      return List.of(
          "lookup " + key.name() + " as " + tableKey.name() + " of " + table.shape().describe(),
          "to " + shape.describe());
    }

    @Override
    public Map<String, OpaqueFn> code() {
      return Map.of("lookup", fn);
    }
  }

  /**
   * One row for each key and window that has rows.
   *
   * @param key the columns of the input that make the key, in order
   * @param keyTargets the components of the output that get a column of the key
   * @param start the component that gets the window's start, or null
   * @param end the component that gets the window's end, or null
   * @param day the component that gets the calendar day, or null
   */
  record Aggregate(
      String name,
      String site,
      Step input,
      List<Component> key,
      WindowSpec window,
      Shape<?> shape,
      List<KeyTarget> keyTargets,
      @Nullable Component start,
      @Nullable Component end,
      @Nullable Component day,
      List<AggregateCall> calls)
      implements Grouping, OneInput {
    public Aggregate {
      key = List.copyOf(key);
      keyTargets = List.copyOf(keyTargets);
      calls = List.copyOf(calls);
    }

    @Override
    public List<Component> keyOf(int input) {
      return key;
    }

    @Override
    public boolean isOrdered() {
      return window instanceof WindowSpec.Sessions;
    }

    /** A component of the output that gets the key column at a place of the key. */
    public record KeyTarget(Component target, int place) implements Serializable {}

    @Override
    public List<String> definition() {
      return StepText.of(this);
    }

    @Override
    public Map<String, OpaqueFn> code() {
      return StepCode.ofCalls(calls);
    }
  }

  /**
   * A row for each pair of rows of two inputs that have the same key and lie in the same window;
   * and for rows without a partner where {@code kind} says so. The time of a pair is the window's
   * last microsecond.
   *
   * @param fn makes a row of a pair; a side that may be missing is an Optional
   */
  record Join(
      String name,
      String site,
      Step left,
      Step right,
      List<Component> leftKey,
      List<Component> rightKey,
      WindowSpec window,
      JoinKind kind,
      OpaqueFn fn,
      Shape<?> shape)
      implements Grouping {
    public Join {
      leftKey = List.copyOf(leftKey);
      rightKey = List.copyOf(rightKey);
    }

    @Override
    public List<Step> inputs() {
      return List.of(left, right);
    }

    @Override
    public List<Component> keyOf(int input) {
      return input == 0 ? leftKey : rightKey;
    }

    @Override
    public boolean isOrdered() {
      return false;
    }

    @Override
    public List<String> definition() {
      return List.of(
          kind.describe()
              + " join by "
              + StepText.names(leftKey)
              + " = "
              + StepText.names(rightKey),
          window.describe(),
          "to " + shape.describe());
    }

    @Override
    public Map<String, OpaqueFn> code() {
      return Map.of("join", fn);
    }
  }

  /**
   * One row for each row, with the features of its key at its time. Where views are asked by
   * different keys, there is a step for each key, one behind the other: rows between them are
   * {@code PartlyAnswered}.
   *
   * @param rows the asking rows, as they are or partly answered
   * @param asking what an asking row is
   * @param key the columns of an asking row that make the key, in order
   * @param uses the views that are asked here
   * @param before the views that were asked in the steps before, in their order
   * @param shape of what leaves
   * @param targets where the columns of what leaves come from; none while views are left to ask
   */
  record AsOf(
      String name,
      String site,
      Step rows,
      Shape<?> asking,
      List<Component> key,
      List<ViewUse> uses,
      List<ViewUse> before,
      Shape<?> shape,
      List<AsOfTarget> targets)
      implements Grouping {
    public AsOf {
      key = List.copyOf(key);
      uses = List.copyOf(uses);
      before = List.copyOf(before);
      targets = List.copyOf(targets);
    }

    @Override
    public List<Step> inputs() {
      return Stream.concat(Stream.of(rows), uses.stream().map(ViewUse::facts)).toList();
    }

    @Override
    public List<Component> keyOf(int input) {
      return input == 0 ? key : uses.get(input - 1).view().key();
    }

    @Override
    public boolean isOrdered() {
      return true;
    }

    /** All views that are asked so far. */
    public List<ViewUse> asked() {
      return Stream.concat(before.stream(), uses.stream()).toList();
    }

    @Override
    public List<String> definition() {
      return StepText.of(this);
    }

    @Override
    public Map<String, OpaqueFn> code() {
      return StepCode.ofViews(uses);
    }
  }

  /**
   * What the features of each key are computed from: in a batch one row for each key that has
   * facts, in a stream one for each key and unit of publication in which it has.
   *
   * @param port the online view that is written behind it
   * @param shape {@code KeyState}
   */
  record States(
      String name, String site, Step input, String port, ViewDefinition view, Shape<?> shape)
      implements Grouping, OneInput {
    @Override
    public List<Component> keyOf(int ofInput) {
      return view.key();
    }

    @Override
    public boolean isOrdered() {
      return true;
    }

    @Override
    public List<String> definition() {
      return StepText.of(this);
    }

    @Override
    public Map<String, OpaqueFn> code() {
      return StepCode.ofView(view);
    }
  }

  /**
   * The first row of each key, in the order of SEMANTICS S3, and then the first that is not within
   * the horizon of the last one that was kept. The others are counted.
   *
   * @param horizon in microseconds: a row is a duplicate while its time is less than so long behind
   *     that of the row that was kept
   */
  record Deduplicate(String name, String site, Step input, List<Component> key, long horizon)
      implements Grouping, SameShape {
    public Deduplicate {
      key = List.copyOf(key);
    }

    @Override
    public List<Component> keyOf(int ofInput) {
      return key;
    }

    @Override
    public boolean isOrdered() {
      return true;
    }

    @Override
    public List<String> definition() {
      return List.of("deduplicate by " + StepText.names(key), "horizon " + StepText.span(horizon));
    }
  }

  /**
   * Rows through a transform of the runtime's, and the rows it gives back.
   *
   * @param fn stands for its code
   * @param time the column of a row that comes back that is its event time
   */
  record Foreign(
      String name,
      String site,
      Step input,
      Transform<?, ?> transform,
      OpaqueFn fn,
      Shape<?> shape,
      Component time)
      implements Barrier, OneInput {
    @Override
    public List<Component> keyOf(int ofInput) {
      return List.of();
    }

    @Override
    public boolean isOrdered() {
      return true;
    }

    @Override
    public List<String> definition() {
      return List.of(
          "apply " + transform.describe(), "to " + shape.describe(), "time " + time.name());
    }

    @Override
    public Map<String, OpaqueFn> code() {
      return Map.of("apply", fn);
    }
  }

  /** Rows to a sink port, or states to an online view. */
  record Write(String name, String site, Step input, String port) implements SameShape {
    /** Whether the port is an online view. */
    public boolean isOnline() {
      return input instanceof States;
    }

    @Override
    public List<String> definition() {
      return List.of("write " + shape().describe());
    }
  }
}
