package dev.millrace.connect;

import dev.millrace.OnlineView;
import dev.millrace.Quarantine;
import dev.millrace.Rejection;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.feature.KeyState;
import dev.millrace.plan.Problem;
import dev.millrace.plan.ProblemsException;
import dev.millrace.plan.ViewDefinition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where the ports of a pipeline live. Immutable: every method that binds returns a new value. The
 * order in which ports are bound has no meaning; the order of several bindings of one sink is kept.
 *
 * <p>Two bindings are equal when they bind the same ports to equal places, whether they were
 * written in Java or read from a file. Nothing is opened here, and a port that is bound twice is
 * not thrown but kept for {@link #check}, so that everything is told at once.
 *
 * <p>What came from the environment is secret: {@link #describe}, {@link #check} and the {@code
 * describe()} of every binding that a look-up returns show {@code ${NAME}} in its place.
 */
public final class Bindings {
  /** A source, and where it lives. */
  record BoundSource(Source<?> port, SourceBinding<?> binding) {}

  /** A sink, or a quarantine as the sink of rejections that it is, and where it lives. */
  record BoundSink(Sink<?> port, List<SinkBinding<?>> bindings) {
    BoundSink {
      bindings = List.copyOf(bindings);
    }
  }

  /** An online view, and where its states live. */
  record BoundOnline(OnlineView<?, ?> port, List<OnlineBinding> bindings) {
    BoundOnline {
      bindings = List.copyOf(bindings);
    }

    /** As a sink of states, each binding at the place of this version of the view. */
    BoundSink asSink() {
      ViewDefinition view = port.view().definition();
      List<SinkBinding<?>> places = new ArrayList<>();
      bindings.forEach(binding -> places.add(binding.of(view)));
      return new BoundSink(Sink.of(port.name(), KeyState.class), places);
    }
  }

  private static final Bindings NONE =
      new Bindings(
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          Optional.empty(),
          List.of(),
          Origin.JAVA);

  private final SortedMap<String, BoundSource> sources;
  private final SortedMap<String, BoundSink> sinks;
  private final SortedMap<String, BoundSink> quarantines;
  private final SortedMap<String, BoundOnline> online;
  private final Optional<Path> publishTo;
  private final List<Problem> problems;
  private final Origin origin;

  private Bindings(
      SortedMap<String, BoundSource> sources,
      SortedMap<String, BoundSink> sinks,
      SortedMap<String, BoundSink> quarantines,
      SortedMap<String, BoundOnline> online,
      Optional<Path> publishTo,
      List<Problem> problems,
      Origin origin) {
    this.sources = sources;
    this.sinks = sinks;
    this.quarantines = quarantines;
    this.online = online;
    this.publishTo = publishTo;
    this.problems = problems;
    this.origin = origin;
  }

  /** No port bound. */
  public static Bindings of() {
    return NONE;
  }

  /**
   * Reads a bindings file, with the variables of this process's environment.
   *
   * @throws ProblemsException with everything that is wrong, each with file, line and port
   */
  public static Bindings load(Path file, Ports ports) {
    return load(file, ports, System.getenv());
  }

  /**
   * Reads a bindings file for a pipeline's ports. Every port must be bound and every binding must
   * be of one of these ports. Relative paths in it start at the working directory.
   *
   * @param environment what {@code ${NAME}} stands for; its values are secret
   * @throws ProblemsException with everything that is wrong, each with file, line and port
   */
  public static Bindings load(Path file, Ports ports, Map<String, String> environment) {
    return BindingsFile.load(file, ports, environment, Connectors.found());
  }

  /**
   * Binds a source.
   *
   * @param binding one for exactly these rows, or one that can fill any shape: a {@code
   *     SourceBinding<Object>}, which lets a connector have settings as a chain of calls
   */
  public <T> Bindings read(Source<T> port, SourceBinding<? super T> binding) {
    BoundSource bound = new BoundSource(port, Objects.requireNonNull(binding, "binding"));
    if (sources.containsKey(port.name())) {
      return with(boundTwice(Section.SOURCES, port.name()));
    }
    return new Bindings(
        with(sources, port.name(), bound), sinks, quarantines, online, publishTo, problems, origin);
  }

  /** Binds a sink to one or several places, which are published together. */
  @SafeVarargs
  public final <T> Bindings write(Sink<T> port, SinkBinding<? super T>... bindings) {
    List<SinkBinding<? super T>> places = new ArrayList<>();
    for (SinkBinding<? super T> binding : bindings) {
      places.add(binding);
    }
    return write(port, places);
  }

  <T> Bindings write(Sink<T> port, List<SinkBinding<? super T>> bindings) {
    BoundSink bound = new BoundSink(port, List.copyOf(bindings));
    if (sinks.containsKey(port.name())) {
      return with(boundTwice(Section.SINKS, port.name()));
    }
    return new Bindings(
        sources, with(sinks, port.name(), bound), quarantines, online, publishTo, problems, origin);
  }

  /** Binds a quarantine to one or several places, which are published together. */
  @SafeVarargs
  public final Bindings quarantine(Quarantine port, SinkBinding<? super Rejection>... bindings) {
    List<SinkBinding<? super Rejection>> places = new ArrayList<>();
    for (SinkBinding<? super Rejection> binding : bindings) {
      places.add(binding);
    }
    return quarantine(port, places);
  }

  Bindings quarantine(Quarantine port, List<SinkBinding<? super Rejection>> bindings) {
    BoundSink bound = new BoundSink(Sink.of(port.name(), Rejection.class), List.copyOf(bindings));
    if (quarantines.containsKey(port.name())) {
      return with(boundTwice(Section.QUARANTINE, port.name()));
    }
    return new Bindings(
        sources, sinks, with(quarantines, port.name(), bound), online, publishTo, problems, origin);
  }

  /**
   * Binds an online view to one or several places, which are published together.
   *
   * @throws ProblemsException when the view has problems, which plan() reports
   */
  public Bindings write(OnlineView<?, ?> port, OnlineBinding... bindings) {
    return write(port, List.of(bindings));
  }

  Bindings write(OnlineView<?, ?> port, List<OnlineBinding> bindings) {
    if (online.containsKey(port.name())) {
      return with(boundTwice(Section.ONLINE, port.name()));
    }
    BoundOnline bound = new BoundOnline(port, bindings);
    return new Bindings(
        sources, sinks, quarantines, with(online, port.name(), bound), publishTo, problems, origin);
  }

  /**
   * The folder that a run is published in; the last call counts. Without one, the engine chooses.
   */
  public Bindings publishTo(Path root) {
    return new Bindings(
        sources,
        sinks,
        quarantines,
        online,
        Optional.of(Objects.requireNonNull(root, "root")),
        problems,
        origin);
  }

  /** Where a source lives. */
  public <T> Optional<SourceBinding<T>> source(Source<T> port) {
    return Optional.ofNullable(sources.get(port.name()))
        .filter(bound -> bound.port().equals(port))
        .map(bound -> this.<T>shown(bound.binding()));
  }

  /** Where a sink lives, in the order given; empty when it is not bound. */
  public <T> List<SinkBinding<T>> sink(Sink<T> port) {
    BoundSink bound = sinks.get(port.name());
    return bound == null || !bound.port().equals(port) ? List.of() : shown(bound);
  }

  /** Where a quarantine lives, in the order given; empty when it is not bound. */
  public List<SinkBinding<Rejection>> quarantine(Quarantine port) {
    return shown(quarantines.get(port.name()));
  }

  /** All source bindings by port name, sorted. */
  public SortedMap<String, SourceBinding<?>> sources() {
    SortedMap<String, SourceBinding<?>> byPort = new TreeMap<>();
    sources.forEach((name, bound) -> byPort.put(name, this.<Object>shown(bound.binding())));
    return byPort;
  }

  /** All sink bindings by port name, sorted; online views are sinks of states here. */
  public SortedMap<String, List<SinkBinding<?>>> sinks() {
    SortedMap<String, List<SinkBinding<?>>> byPort = new TreeMap<>();
    sinks.forEach((name, bound) -> byPort.put(name, List.copyOf(this.<Object>shown(bound))));
    online.forEach(
        (name, bound) -> byPort.put(name, List.copyOf(this.<Object>shown(bound.asSink()))));
    return byPort;
  }

  /** All quarantine bindings by port name, sorted. */
  public SortedMap<String, List<SinkBinding<Rejection>>> quarantines() {
    SortedMap<String, List<SinkBinding<Rejection>>> byPort = new TreeMap<>();
    quarantines.forEach((name, bound) -> byPort.put(name, shown(bound)));
    return byPort;
  }

  /** See {@link #publishTo(Path)}. */
  public Optional<Path> publishTo() {
    return publishTo;
  }

  /**
   * What can be known to be wrong before the first row: ports that are not bound, bound twice or
   * bound for another pipeline, folders in each other's way, and what each binding finds when it
   * looks at its place. An empty list when nothing is wrong.
   *
   * @throws dev.millrace.record.ShapeException when a port's type cannot be an element, which
   *     plan() reports
   */
  public List<Problem> check(Ports ports) {
    List<Problem> found = new ArrayList<>(problems);
    found.addAll(new BindingsCheck(this, ports).problems());
    return List.copyOf(found);
  }

  /** One line for each binding, sorted by port: stable text without secrets. */
  public String describe() {
    StringBuilder text = new StringBuilder();
    sources.forEach((name, bound) -> line(text, "read " + name, bound.binding().describe()));
    sinks.forEach((name, bound) -> lines(text, "write " + name, bound));
    quarantines.forEach((name, bound) -> lines(text, "quarantine " + name, bound));
    online.forEach(
        (name, bound) ->
            bound.bindings().forEach(binding -> line(text, "write " + name, binding.describe())));
    publishTo.ifPresent(root -> line(text, "publish to", root.toString()));
    return shown(text.toString());
  }

  /**
   * A text that says something about these bindings, with every value that came from the
   * environment replaced by {@code ${NAME}}: for what is printed from {@link SinkBinding#folder} or
   * from an exception.
   */
  public String shown(String text) {
    return origin.secrets().conceal(text);
  }

  /** {@link #shown(String)} for a failure: itself, or one like it without secrets. */
  public Throwable shown(Throwable failure) {
    return origin.secrets().conceal(failure);
  }

  /** {@link #shown(String)} for problems that were found while these bindings were used. */
  public ProblemsException shown(ProblemsException found) {
    List<Problem> problems =
        found.problems().stream().map(problem -> origin.secrets().conceal(problem)).toList();
    return problems.equals(found.problems()) ? found : found.with(problems);
  }

  Bindings from(Origin file) {
    return new Bindings(sources, sinks, quarantines, online, publishTo, problems, file);
  }

  Origin origin() {
    return origin;
  }

  SortedMap<String, BoundSource> boundSources() {
    return sources;
  }

  SortedMap<String, BoundSink> boundSinks() {
    return sinks;
  }

  SortedMap<String, BoundSink> boundQuarantines() {
    return quarantines;
  }

  SortedMap<String, BoundOnline> boundOnline() {
    return online;
  }

  /** Where an online view lives, in the order given, as a sink of states. */
  List<SinkBinding<KeyState>> online(BoundOnline bound) {
    return shown(bound.asSink());
  }

  private Bindings with(Problem problem) {
    List<Problem> more = new ArrayList<>(problems);
    more.add(problem);
    return new Bindings(sources, sinks, quarantines, online, publishTo, List.copyOf(more), origin);
  }

  private static <V> SortedMap<String, V> with(SortedMap<String, V> map, String name, V value) {
    SortedMap<String, V> more = new TreeMap<>(map);
    more.put(name, value);
    return more;
  }

  private static Problem boundTwice(Section section, String port) {
    return new Problem(
        BindingCode.BOUND_TWICE,
        section.label(port),
        "it is bound twice",
        "the second binding would silently take the place of the first",
        section == Section.SOURCES
            ? "keep one"
            : "keep one, or give both places in one call, to be published together");
  }

  // A binding only ever meets rows through a shape and its columns, which are typed at run time:
  // one for a supertype of T fills and reads columns of T as well.
  @SuppressWarnings("unchecked")
  private <T> SourceBinding<T> shown(SourceBinding<?> binding) {
    SourceBinding<T> typed = (SourceBinding<T>) binding;
    return origin.secrets().isEmpty() ? typed : new ConcealedSource<>(typed, origin.secrets());
  }

  @SuppressWarnings("unchecked")
  private <T> SinkBinding<T> shown(SinkBinding<?> binding) {
    SinkBinding<T> typed = (SinkBinding<T>) binding;
    return origin.secrets().isEmpty() ? typed : new ConcealedSink<>(typed, origin.secrets());
  }

  private <T> List<SinkBinding<T>> shown(@Nullable BoundSink bound) {
    return bound == null
        ? List.of()
        : bound.bindings().stream().map(this::<T>shown).collect(Collectors.toUnmodifiableList());
  }

  private static void lines(StringBuilder text, String label, BoundSink bound) {
    bound.bindings().forEach(binding -> line(text, label, binding.describe()));
  }

  private static void line(StringBuilder text, String label, String description) {
    text.append(label).append(": ").append(description).append('\n');
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Bindings that
        && sources.equals(that.sources)
        && sinks.equals(that.sinks)
        && quarantines.equals(that.quarantines)
        && online.equals(that.online)
        && publishTo.equals(that.publishTo)
        && problems.equals(that.problems);
  }

  @Override
  public int hashCode() {
    return Objects.hash(sources, sinks, quarantines, online, publishTo, problems);
  }

  /** {@link #describe}. */
  @Override
  public String toString() {
    return describe();
  }
}
