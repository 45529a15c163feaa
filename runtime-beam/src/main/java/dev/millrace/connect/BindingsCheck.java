package dev.millrace.connect;

import dev.millrace.OnlineView;
import dev.millrace.Quarantine;
import dev.millrace.Rejection;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.connect.Bindings.BoundSink;
import dev.millrace.feature.KeyState;
import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Holds bindings against the ports of a pipeline, and against each other. */
final class BindingsCheck {
  /** A folder that a binding will publish. */
  private record Target(String label, Path folder, String shown) {}

  private final Bindings bindings;
  private final Ports ports;
  private final List<Problem> problems = new ArrayList<>();

  BindingsCheck(Bindings bindings, Ports ports) {
    this.bindings = bindings;
    this.ports = ports;
  }

  List<Problem> problems() {
    covers(Section.SOURCES, bindings.boundSources().keySet());
    covers(Section.SINKS, bindings.boundSinks().keySet());
    covers(Section.QUARANTINE, bindings.boundQuarantines().keySet());
    covers(Section.ONLINE, bindings.boundOnline().keySet());
    folders();
    somethingIsPublished();
    ports.sources().forEach(this::source);
    ports.sinks().forEach(this::sink);
    ports.quarantines().forEach(this::quarantine);
    ports.online().forEach(this::online);
    return problems;
  }

  private void covers(Section section, Collection<String> bound) {
    List<String> wanted = ports.names(section);
    for (String name : wanted) {
      if (!bound.contains(name)) {
        add(
            BindingCode.UNBOUND_PORT,
            section.label(name),
            "it is not bound",
            "the pipeline uses it, and it does not say where its rows live",
            "bind it with ." + section.verb() + "(…)");
      }
    }
    for (String name : bound) {
      if (!wanted.contains(name)) {
        add(
            BindingCode.UNKNOWN_PORT,
            section.label(name),
            "the pipeline has no such " + section.noun(),
            ports.describe(section),
            Nearest.hint(Nearest.to(name, wanted), "take the binding out"));
      }
    }
  }

  private void folders() {
    List<Target> targets = new ArrayList<>();
    targets(Section.SINKS, bindings.boundSinks(), targets);
    targets(Section.QUARANTINE, bindings.boundQuarantines(), targets);
    Map<String, BoundSink> states = new TreeMap<>();
    bindings.boundOnline().forEach((name, bound) -> states.put(name, bound.asSink()));
    targets(Section.ONLINE, states, targets);
    for (int i = 0; i < targets.size(); i++) {
      for (int j = 0; j < i; j++) {
        clash(targets.get(i), targets.get(j));
      }
    }
  }

  private void somethingIsPublished() {
    boolean hasFolder =
        Stream.of(bindings.sinks().values(), bindings.quarantines().values())
            .flatMap(Collection::stream)
            .flatMap(Collection::stream)
            .anyMatch(binding -> !binding.isSent());
    if (!hasFolder && bindings.publishTo().isEmpty() && problems.isEmpty()) {
      add(
          BindingCode.NOWHERE_TO_PUBLISH,
          "the bindings",
          "no output is a folder, and publish-to is not given",
          "a run leaves its manifest and its ledger in a folder, also when its rows are sent"
              + " elsewhere",
          "add publish-to: out, or .publishTo(Path.of(\"out\"))");
    }
  }

  private static void targets(Section section, Map<String, BoundSink> sinks, List<Target> targets) {
    sinks.forEach(
        (name, bound) -> {
          for (SinkBinding<?> binding : bound.bindings()) {
            if (binding.isSent()) {
              continue;
            }
            Path folder = Path.of(binding.folder()).toAbsolutePath().normalize();
            targets.add(new Target(section.label(name), folder, binding.folder()));
          }
        });
  }

  private void clash(Target later, Target earlier) {
    if (!later.folder().startsWith(earlier.folder())
        && !earlier.folder().startsWith(later.folder())) {
      return;
    }
    boolean same = later.folder().equals(earlier.folder());
    add(
        BindingCode.SAME_FOLDER,
        later.label(),
        "its folder "
            + later.shown()
            + (same ? " is also that of " : " overlaps with " + earlier.shown() + " of ")
            + earlier.label(),
        "a folder is published as a whole, so one would replace the other",
        "give each binding a folder of its own");
  }

  private <T> void source(Source<T> port) {
    Bindings.BoundSource bound = bindings.boundSources().get(port.name());
    if (bound == null
        || otherType(Section.SOURCES, port.name(), port.type(), bound.port().type())) {
      return;
    }
    Optional<SourceBinding<T>> binding = bindings.source(port);
    Shape<T> shape = Shape.of(port.type());
    binding.ifPresent(b -> locate(Section.SOURCES, port.name(), b.check(port.name(), shape)));
  }

  private <T> void sink(Sink<T> port) {
    BoundSink bound = bindings.boundSinks().get(port.name());
    if (bound == null || otherType(Section.SINKS, port.name(), port.type(), bound.port().type())) {
      return;
    }
    targets(Section.SINKS, port.name(), Shape.of(port.type()), bindings.sink(port));
  }

  private void quarantine(Quarantine port) {
    if (bindings.boundQuarantines().containsKey(port.name())) {
      targets(
          Section.QUARANTINE, port.name(), Shape.of(Rejection.class), bindings.quarantine(port));
    }
  }

  private void online(OnlineView<?, ?> port) {
    Bindings.BoundOnline bound = bindings.boundOnline().get(port.name());
    if (bound == null) {
      return;
    }
    if (!bound.port().equals(port)) {
      add(
          BindingCode.OTHER_TYPE,
          Section.ONLINE.label(port.name()),
          "it was bound as an online view of " + version(bound.port()),
          "the pipeline's port of this name is of " + version(port),
          "bind the pipeline's own port");
      return;
    }
    targets(Section.ONLINE, port.name(), Shape.of(KeyState.class), bindings.online(bound));
  }

  private static String version(OnlineView<?, ?> port) {
    return port.view().title() + " (" + port.view().definition().fingerprint() + ")";
  }

  private <T> void targets(
      Section section, String port, Shape<T> shape, List<SinkBinding<T>> targets) {
    if (targets.isEmpty()) {
      add(
          BindingCode.UNBOUND_PORT,
          section.label(port),
          "it is bound to no place at all",
          "its rows would be lost",
          "give at least one binding");
    }
    targets.forEach(target -> locate(section, port, target.check(port, shape)));
  }

  private boolean otherType(Section section, String port, Class<?> wanted, Class<?> bound) {
    if (wanted.equals(bound)) {
      return false;
    }
    add(
        BindingCode.OTHER_TYPE,
        section.label(port),
        "it was bound as a " + section.noun() + " of " + bound.getSimpleName(),
        "the pipeline's port of this name is of " + wanted.getSimpleName(),
        "bind the pipeline's own port");
    return true;
  }

  private void locate(Section section, String port, List<Problem> found) {
    found.forEach(p -> problems.add(bindings.origin().located(section.label(port), p)));
  }

  private void add(BindingCode code, String label, String what, String why, String fix) {
    problems.add(new Problem(code, bindings.origin().where(label), bindings.shown(what), why, fix));
  }
}
