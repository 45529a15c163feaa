package dev.millrace;

import dev.millrace.plan.Invalid;
import dev.millrace.plan.OpaqueFn;
import dev.millrace.plan.Plan;
import dev.millrace.plan.PlanCode;
import dev.millrace.plan.Step;
import dev.millrace.plan.Transform;
import dev.millrace.record.Component;
import dev.millrace.record.ElementStyle;
import dev.millrace.record.Field;
import dev.millrace.record.Fn;
import dev.millrace.record.Fn2;
import dev.millrace.record.SerializedCode;
import dev.millrace.record.Shape;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The end of a chain of steps: what {@link Records} and {@link Events} have in common. It has no
 * step when something before it was wrong; what follows then adds nothing, so that one mistake is
 * one problem.
 */
record Node<T>(Graph graph, Optional<Step> step) {

  /** As it is called now: {@code named} may have renamed it through another collection. */
  @Override
  public Optional<Step> step() {
    return step.map(graph::current);
  }

  /**
   * What rows look like here. The cast holds because the node's type was taken from this very
   * shape.
   */
  @SuppressWarnings("unchecked")
  Optional<Shape<T>> shape() {
    return step().map(last -> (Shape<T>) last.shape());
  }

  <R> Node<R> map(@Nullable Class<R> out, Fn<?, ?> fn) {
    String site = CallSite.here();
    return typed("map", out, fn, site)
        .then(
            (input, type) ->
                new Step.MapRows(type.step(), site, input, OpaqueFn.of(fn), type.shape()));
  }

  <R> Node<R> flatMap(Class<R> out, Fn<?, ?> fn) {
    String site = CallSite.here();
    return typed("flatMap", out, fn, site)
        .then(
            (input, type) ->
                new Step.FlatMap(type.step(), site, input, OpaqueFn.of(fn), type.shape()));
  }

  <R> Node<R> tryMap(@Nullable Class<R> out, Fn<?, ?> fn, Invalid invalid, String site) {
    return typed("tryMap", out, fn, site)
        .then(
            (input, type) ->
                new Step.TryMap(type.step(), site, input, OpaqueFn.of(fn), type.shape(), invalid));
  }

  Node<T> filter(String condition, Fn<?, ?> fn) {
    String site = CallSite.here();
    String name = filterName(condition, site);
    return add(input -> new Step.Filter(name, site, input, condition, OpaqueFn.of(fn)));
  }

  Node<T> filter(String condition, Rules<? super T> rules) {
    String site = CallSite.here();
    String name = filterName(condition, site);
    String where = name + " (" + site + ")";
    graph.problems(rules.problemsAt(where));
    graph.problems(rules.severitiesAt(where));
    return add(input -> new Step.FilterByRules(name, site, input, condition, rules.resolved()));
  }

  private String filterName(String condition, String site) {
    String name = "filter:" + condition;
    graph.requireName(
        condition,
        name,
        site,
        "The filter has no name",
        "rows it drops are counted under its name",
        "say what it keeps: filter(\"paid\", order -> order.paid())");
    return name;
  }

  Node<T> validate(Rules<? super T> rules, Invalid invalid, String site) {
    String name = "validate:" + root();
    graph.problems(rules.problemsAt(name + " (" + site + ")"));
    return add(input -> new Step.Validate(name, site, input, rules.resolved(), invalid));
  }

  Node<T> timestamps(Field<? super T, ?> field, Lateness lateness) {
    String site = CallSite.here();
    String name = "timestamps:" + root();
    graph.problems(lateness.problems(name, site));
    return add(
        input ->
            graph
                .column(shape().orElseThrow(), field, "timestamps", name, site)
                .map(
                    column -> {
                      if (column.nullable() && !NotNull.after(input, column.name())) {
                        graph.problem(
                            PlanCode.TIME_NULLABLE,
                            name,
                            site,
                            "The time " + column.name() + " may be null",
                            "a row without a time belongs to no window",
                            "validate(Rules.on(..).notNull("
                                + shape().orElseThrow().name()
                                + "::"
                                + column.accessor()
                                + ")) before timestamps, or make the component non-null");
                      }
                      String port = lateness.latePort();
                      return new Step.Timestamps(
                          name,
                          site,
                          input,
                          column,
                          lateness.micros(),
                          lateness.aheadMicros(),
                          port == null ? Plan.nearestQuarantine(input).orElse(null) : port);
                    })
                .orElse(null));
  }

  Node<T> union(List<Node<T>> others) {
    String site = CallSite.here();
    List<Step> inputs = new ArrayList<>();
    step().ifPresent(inputs::add);
    for (Node<T> other : others) {
      if (other.graph != graph) {
        otherPipeline("union:" + root(), site);
        return new Node<>(graph, Optional.empty());
      }
      other.step().ifPresent(inputs::add);
    }
    return add(input -> new Step.Union("union:" + root(), site, inputs));
  }

  <R> Node<R> apply(String own, Class<R> out, Field<R, ?> time, Transform<?, ?> transform) {
    String site = CallSite.here();
    String name = "apply:" + own;
    graph.requireName(
        own, name, site, "The step has no name", "name what it makes: apply(\"scored\", ..)");
    Optional<Step> made =
        step()
            .flatMap(
                input ->
                    graph
                        .shape(out, name, site)
                        .flatMap(
                            shape ->
                                graph
                                    .column(shape, time, "apply", name, site)
                                    .flatMap(
                                        column ->
                                            foreign(name, site, input, shape, column, transform))));
    return new Node<>(graph, made.map(graph::add));
  }

  private Optional<Step> foreign(
      String name,
      String site,
      Step input,
      Shape<?> shape,
      Component time,
      Transform<?, ?> transform) {
    if (time.nullable()) {
      graph.problem(
          PlanCode.TIME_NULLABLE,
          name,
          site,
          "The time " + time.name() + " may be null",
          "a row without a time belongs to no window",
          "make the component non-null");
      return Optional.empty();
    }
    return Optional.of(
        new Step.Foreign(name, site, input, transform, OpaqueFn.of(transform), shape, time));
  }

  <K, V, R> Node<R> lookup(
      Field<T, K> field, Table<K, V> table, @Nullable Class<R> out, Fn2<?, ?, ?> fn) {
    String site = CallSite.here();
    String name = "lookup:" + table.root();
    table.use();
    if (table.graph() != graph) {
      otherPipeline(name, site);
      return new Node<>(graph, Optional.empty());
    }
    Optional<Component> key =
        shape()
            .flatMap(shape -> graph.column(shape, field, "lookup", name, site))
            .filter(column -> fits(column, table, name, site));
    Typed<R> typed = typed("lookup", out, fn, site);
    if (typed.output().isEmpty() || key.isEmpty() || table.key().isEmpty()) {
      return new Node<>(graph, Optional.empty());
    }
    return typed.then(
        (input, type) ->
            new Step.Lookup(
                name,
                site,
                input,
                table.rows().orElseThrow(),
                key.get(),
                table.key().get(),
                OpaqueFn.of(fn),
                type.shape()));
  }

  /** Javac finds a common supertype for two keys of different types, which never meet. */
  private boolean fits(Component column, Table<?, ?> table, String name, String site) {
    Optional<Component> other = table.key();
    if (other.isEmpty() || column.type().sameValuesAs(other.get().type())) {
      return true;
    }
    graph.problem(
        PlanCode.TABLE_KEY_TYPE,
        name,
        site,
        column.name()
            + " is "
            + column.type().describe()
            + ", and the table's key "
            + other.get().name()
            + " is "
            + other.get().type().describe(),
        "keys of two types are never equal: nothing would ever be found",
        "look up by a column of the key's type, or map one of them to the other's");
    return false;
  }

  void to(Sink<?> sink) {
    String site = CallSite.here();
    step()
        .ifPresent(
            input -> graph.add(new Step.Write("write:" + sink.name(), site, input, sink.name())));
  }

  /** Renames the step that made these rows; its kind stays in front. */
  Node<T> named(String name) {
    String site = CallSite.here();
    graph.requireName(
        name,
        step().map(Step::name).orElse("?"),
        site,
        "The step is given an empty name",
        "name what it is for: .named(\"paid-orders\")");
    return name.isBlank()
        ? this
        : new Node<>(graph, step().map(old -> graph.rename(old, name, site)));
  }

  /**
   * The last port or aggregation that rows came from: what a step is about when its author gave it
   * no name.
   */
  String root() {
    return step().map(Node::rootOf).orElse("?");
  }

  private static String rootOf(Step step) {
    if (step instanceof Step.Read read) {
      return read.port();
    }
    return step instanceof Step.Aggregate
            || step instanceof Step.Join
            || step instanceof Step.Foreign
        ? step.name().substring(step.name().indexOf(':') + 1)
        : rootOf(step.inputs().get(0));
  }

  void otherPipeline(String name, String site) {
    graph.problem(
        PlanCode.OTHER_PIPELINE,
        name,
        site,
        "A collection of another pipeline is used",
        "a plan is one graph with one name",
        "read the source in pipeline '" + graph.pipeline() + "'");
  }

  /**
   * Adds a step behind this one; a null from {@code make} means that a problem was reported
   * instead.
   */
  Node<T> add(Function<Step, @Nullable Step> make) {
    return new Node<>(graph, step().map(make).map(graph::add));
  }

  /** A step's output type and the name that follows from it. */
  record Output<R>(String step, Shape<R> shape) {}

  /** A node that is about to get a step of another type. */
  record Typed<R>(Graph graph, Optional<Step> input, Optional<Output<R>> output) {
    Node<R> then(BiFunction<Step, Output<R>, Step> make) {
      return new Node<>(
          graph, input.flatMap(from -> output.map(type -> graph.add(make.apply(from, type)))));
    }
  }

  private <R> Typed<R> typed(
      String kind, @Nullable Class<R> declared, Serializable fn, String site) {
    if (step().isEmpty()) {
      return new Typed<>(graph, step(), Optional.empty());
    }
    Class<R> type = declared == null ? inferred(kind, fn, site) : declared;
    if (type == null) {
      return new Typed<>(graph, step(), Optional.empty());
    }
    String name = kind + ":" + type.getSimpleName();
    return new Typed<>(
        graph, step(), graph.shape(type, name, site).map(shape -> new Output<>(name, shape)));
  }

  /**
   * The class a lambda returns, from its instantiated method type; null, and a problem, when it is
   * no element type.
   */
  @SuppressWarnings("unchecked")
  private <R> @Nullable Class<R> inferred(String kind, Serializable fn, String site) {
    Optional<SerializedLambda> lambda = SerializedCode.of(fn);
    if (lambda.isPresent()) {
      String signature = lambda.get().getInstantiatedMethodType();
      String result = signature.substring(signature.indexOf(')') + 1);
      if (result.startsWith("L")) {
        String className = result.substring(1, result.length() - 1).replace('/', '.');
        try {
          Class<?> type = Class.forName(className, false, fn.getClass().getClassLoader());
          if (canBeElement(type)) {
            return (Class<R>) type;
          }
        } catch (ClassNotFoundException e) {
          throw new IllegalStateException("the function's own result type cannot be loaded", e);
        }
      }
    }
    graph.problem(
        PlanCode.OUTPUT_TYPE_UNKNOWN,
        kind + ":" + root(),
        site,
        "The type of the rows that " + kind + " gives cannot be read from the function",
        "rows need a shape: a record or an AutoValue class",
        "name it: "
            + kind
            + (kind.equals("lookup") ? "(key, table, Out.class, fn)" : "(Out.class, fn)"));
    return null;
  }

  /**
   * Whether a result type is worth asking for its shape: not Object, Record, an interface or a
   * plain class.
   */
  private static boolean canBeElement(Class<?> type) {
    boolean anyRecord = type == Record.class;
    boolean abstractClass = Modifier.isAbstract(type.getModifiers()) && !type.isInterface();
    return (abstractClass && !anyRecord && type != Number.class)
        || ElementStyle.of(type).isPresent();
  }
}
