package dev.millrace.plan;

import dev.millrace.record.Component;
import dev.millrace.record.Shape;
import java.io.Serializable;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A node of the logical plan. Two steps are the same step only when they are the same object;
 * equality by value would compare whole graphs.
 */
public sealed interface Step extends Serializable {
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

  /** Rows of a source port. */
  record Read(String name, String site, String port, Shape<?> shape) implements Step {
    @Override
    public List<Step> inputs() {
      return List.of();
    }

    @Override
    public List<String> definition() {
      return List.of("read " + shape.describe());
    }
  }

  /** One row for each row. A function that throws fails the run. */
  record MapRows(String name, String site, Step input, OpaqueFn fn, Shape<?> shape)
      implements Step {
    @Override
    public List<Step> inputs() {
      return List.of(input);
    }

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
      implements Step {
    @Override
    public List<Step> inputs() {
      return List.of(input);
    }

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
      implements Step {
    @Override
    public List<Step> inputs() {
      return List.of(input);
    }

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
      implements Step {
    @Override
    public List<Step> inputs() {
      return List.of(input);
    }

    @Override
    public Shape<?> shape() {
      return input.shape();
    }

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
      implements Step {
    public FilterByRules {
      rules = List.copyOf(rules);
    }

    @Override
    public List<Step> inputs() {
      return List.of(input);
    }

    @Override
    public Shape<?> shape() {
      return input.shape();
    }

    @Override
    public List<String> definition() {
      List<String> lines = new ArrayList<>(List.of("filter " + Literal.quoted(condition)));
      rules.forEach(rule -> lines.add(text(rule)));
      return lines;
    }

    @Override
    public Map<String, OpaqueFn> code() {
      return codeOf(rules);
    }
  }

  /** The rows that break no rule of severity QUARANTINE. */
  record Validate(String name, String site, Step input, List<Rule> rules, Invalid invalid)
      implements Step {
    public Validate {
      rules = List.copyOf(rules);
    }

    @Override
    public List<Step> inputs() {
      return List.of(input);
    }

    @Override
    public Shape<?> shape() {
      return input.shape();
    }

    @Override
    public List<String> definition() {
      List<String> lines = new ArrayList<>(List.of("validate", invalid.describe()));
      rules.forEach(rule -> lines.add(rule.severity() + " " + text(rule)));
      return lines;
    }

    @Override
    public Map<String, OpaqueFn> code() {
      return codeOf(rules);
    }
  }

  /**
   * Gives rows their event time.
   *
   * @param lateness how far behind the greatest accepted time of its partition a row may be, in
   *     microseconds (S7)
   * @param ahead how far ahead of the reader's clock a row may be, in microseconds; {@code
   *     Long.MAX_VALUE} for no bound
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
      implements Step {
    @Override
    public List<Step> inputs() {
      return List.of(input);
    }

    @Override
    public Shape<?> shape() {
      return input.shape();
    }

    @Override
    public List<String> definition() {
      List<String> lines = new ArrayList<>();
      lines.add(
          "timestamps " + column.name() + ", lateness " + Duration.of(lateness, ChronoUnit.MICROS));
      if (ahead != Long.MAX_VALUE) {
        lines.add("at most " + Duration.of(ahead, ChronoUnit.MICROS) + " ahead");
      }
      if (late != null) {
        lines.add("late to " + late);
      }
      return lines;
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
  sealed interface Grouping extends Barrier permits Aggregate, Join, Deduplicate {}

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
      implements Grouping {
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
    public List<Step> inputs() {
      return List.of(input);
    }

    @Override
    public List<String> definition() {
      List<String> sets = new ArrayList<>();
      sets.add("aggregate by " + names(key));
      sets.add(window.describe());
      sets.add("to " + shape.describe());
      for (KeyTarget target : keyTargets) {
        sets.add(target.target().name() + " = key " + key.get(target.place()).name());
      }
      addTarget(sets, start, "window start");
      addTarget(sets, end, "window end");
      addTarget(sets, day, "day");
      for (AggregateCall call : calls) {
        sets.add(call.describe());
      }
      return sets;
    }

    private static void addTarget(List<String> sets, @Nullable Component target, String what) {
      if (target != null) {
        sets.add(target.name() + " = " + what);
      }
    }

    @Override
    public Map<String, OpaqueFn> code() {
      Map<String, OpaqueFn> code = new TreeMap<>();
      for (AggregateCall call : calls) {
        if (call.where() != null) {
          code.put(
              call.target().name() + " where \"" + call.where().name() + "\"",
              call.where().condition());
        }
      }
      return code;
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
          kind.describe() + " join by " + names(leftKey) + " = " + names(rightKey),
          window.describe(),
          "to " + shape.describe());
    }

    @Override
    public Map<String, OpaqueFn> code() {
      return Map.of("join", fn);
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
      implements Grouping {
    public Deduplicate {
      key = List.copyOf(key);
    }

    @Override
    public List<Step> inputs() {
      return List.of(input);
    }

    @Override
    public Shape<?> shape() {
      return input.shape();
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
      return List.of(
          "deduplicate by " + names(key), "horizon " + Duration.of(horizon, ChronoUnit.MICROS));
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
      implements Barrier {
    @Override
    public List<Step> inputs() {
      return List.of(input);
    }

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

  private static String names(List<Component> columns) {
    return String.join(", ", columns.stream().map(Component::name).toList());
  }

  /** Rows to a sink port. */
  record Write(String name, String site, Step input, String port) implements Step {
    @Override
    public List<Step> inputs() {
      return List.of(input);
    }

    @Override
    public Shape<?> shape() {
      return input.shape();
    }

    @Override
    public List<String> definition() {
      return List.of("write " + shape().describe());
    }
  }

  private static String text(Rule rule) {
    String condition = rule instanceof Rule.Check ? "" : ": " + rule.canonical();
    return Literal.quoted(rule.id()) + condition;
  }

  private static Map<String, OpaqueFn> codeOf(List<Rule> rules) {
    Map<String, OpaqueFn> code = new TreeMap<>();
    for (Rule rule : rules) {
      if (rule instanceof Rule.Check check) {
        code.put("check \"" + check.id() + "\"", check.condition());
      }
    }
    return code;
  }
}
