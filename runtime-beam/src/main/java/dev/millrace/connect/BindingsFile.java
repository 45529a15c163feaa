package dev.millrace.connect;

import dev.millrace.OnlineView;
import dev.millrace.Quarantine;
import dev.millrace.Rejection;
import dev.millrace.Sink;
import dev.millrace.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a bindings file for the ports of a pipeline. */
final class BindingsFile {
  private static final String REPLAY = "replay";

  private static final String PUBLISH_TO = "publish-to";

  private final Ports ports;
  private final Findings findings;
  private final Map<String, String> places = new HashMap<>();
  private Bindings bindings = Bindings.of();

  private BindingsFile(Ports ports, Findings findings) {
    this.ports = ports;
    this.findings = findings;
  }

  static Bindings load(
      Path file, Ports ports, Map<String, String> variables, Connectors connectors) {
    Findings findings = new Findings(file.toString());
    Environment environment = new Environment(variables);
    BindingsFile reading = new BindingsFile(ports, findings);
    YamlTree.read(file, findings)
        .ifPresent(
            root ->
                reading.root(
                    Config.root(
                        root, findings, environment, new BindingOpener(connectors, findings))));
    if (!findings.isEmpty()) {
      throw findings.exception();
    }
    return reading.bindings.from(new Origin(environment.secrets(), reading.places));
  }

  private void root(Config root) {
    for (Section section : Section.values()) {
      section(root, section);
    }
    root.parsed(PUBLISH_TO, "a folder", Path::of)
        .ifPresent(folder -> bindings = bindings.publishTo(folder));
    root.close();
  }

  private void section(Config root, Section section) {
    if (!root.has(section.key())) {
      // A misspelt section is told as such, not as a lack of every port in it.
      if (root.unaskedNear(section.key()).isEmpty()) {
        unbound(section, Set.of(), root.place());
      }
      return;
    }
    root.optionalMap(section.key()).ifPresent(config -> section(config, section, root));
  }

  private void section(Config config, Section section, Config root) {
    Set<String> told = new HashSet<>();
    for (String name : config.keys()) {
      if (ports.names(section).contains(name)) {
        told.add(name);
        places.put(
            section.label(name), config.keyPlace(name).of(section.label(name)).in(findings.file()));
        bind(section, name, config);
      } else {
        unknown(section, name, config).ifPresent(told::add);
      }
    }
    unbound(section, told, root.keyPlace(section.key()));
  }

  /** Reports a port that the pipeline does not have; returns the one that was probably meant. */
  private Optional<String> unknown(Section section, String name, Config config) {
    config.has(name);
    List<String> free =
        ports.names(section).stream().filter(port -> !config.keys().contains(port)).toList();
    Optional<String> meant = Nearest.to(name, free);
    String elsewhere =
        ports
            .sectionOf(name)
            .map(other -> "it is a " + other.noun() + ": move it to '" + other.key() + "'")
            .orElse("take it out");
    findings.add(
        BindingCode.UNKNOWN_PORT,
        config.keyPlace(name).of(section.label(name)),
        "the pipeline has no such " + section.noun(),
        ports.describe(section),
        Nearest.hint(meant, elsewhere));
    return meant;
  }

  private void unbound(Section section, Set<String> told, Place place) {
    for (String name : ports.names(section)) {
      if (!told.contains(name)) {
        findings.add(
            BindingCode.UNBOUND_PORT,
            place.of(section.label(name)),
            "it is not bound",
            "the pipeline uses it, and it does not say where its rows live",
            "add '" + name + ": {connector: {…}}' to '" + section.key() + "'");
      }
    }
  }

  private void bind(Section section, String name, Config config) {
    switch (section) {
      case SOURCES ->
          ports.sources().stream()
              .filter(port -> port.name().equals(name))
              .forEach(port -> source(port, config));
      case SINKS ->
          ports.sinks().stream()
              .filter(port -> port.name().equals(name))
              .forEach(port -> sink(port, config));
      case QUARANTINE -> quarantine(Quarantine.of(name), config);
      case ONLINE ->
          ports.online().stream()
              .filter(port -> port.name().equals(name))
              .forEach(port -> online(port, config));
    }
  }

  private <T> void source(Source<T> port, Config config) {
    config
        .one(port.name(), Section.SOURCES.label(port.name()))
        .flatMap(
            entry ->
                entry.keys().equals(List.of(REPLAY))
                    ? replay(entry, port.type())
                    : entry.opened(BindingOpener.sources(port.type())))
        .ifPresent(binding -> bindings = bindings.read(port, binding));
  }

  /** A source of any connector, played as a stream. */
  private <T> Optional<SourceBinding<? super T>> replay(Config entry, Class<T> type) {
    Config config = entry.map(REPLAY);
    Optional<SourceBinding<? super T>> source =
        config.map("source").opened(BindingOpener.sources(type));
    try {
      return source.map(played -> replay(config, played));
    } catch (IllegalArgumentException refused) {
      findings.add(
          BindingCode.REFUSED,
          config.place(),
          "a replay refuses: " + config.shown(refused.getMessage()),
          "it cannot work with these settings",
          "change them");
      return Optional.empty();
    }
  }

  private static <T> Replay<T> replay(Config config, SourceBinding<T> source) {
    Replay<T> replay = Replay.of(source);
    replay = config.has("partitions") ? replay.partitions(config.integer("partitions")) : replay;
    replay = config.has("seed") ? replay.seed(config.integer("seed")) : replay;
    replay = config.has("disorder") ? replay.disorder(config.integer("disorder")) : replay;
    replay = config.has("pace") ? replay.pace(config.integer("pace")) : replay;
    Optional<Config> late = config.optionalMap("late");
    if (late.isPresent()) {
      double fraction =
          late.get().parsed("fraction", "a number from 0 to 1", Double::valueOf).orElse(0.0);
      replay = replay.late(fraction, late.get().integer("records"));
    }
    return replay;
  }

  private <T> void sink(Sink<T> port, Config config) {
    BindingOpener.Request<SinkBinding<? super T>> request =
        (connector, settings) -> connector.sink(settings, port.type());
    bindings = bindings.write(port, targets(Section.SINKS, port.name(), config, request));
  }

  private void quarantine(Quarantine port, Config config) {
    BindingOpener.Request<SinkBinding<? super Rejection>> request = Connector::quarantine;
    bindings = bindings.quarantine(port, targets(Section.QUARANTINE, port.name(), config, request));
  }

  private void online(OnlineView<?, ?> port, Config config) {
    BindingOpener.Request<OnlineBinding> request = Connector::online;
    bindings = bindings.write(port, targets(Section.ONLINE, port.name(), config, request));
  }

  private <B> List<B> targets(
      Section section, String port, Config config, BindingOpener.Request<B> request) {
    int before = findings.size();
    List<Config> entries = config.oneOrMore(port, section.label(port));
    if (entries.isEmpty() && findings.size() == before) {
      findings.add(
          BindingCode.UNBOUND_PORT,
          config.keyPlace(port).of(section.label(port)),
          "it is bound to no place at all",
          "its rows would be lost",
          "give at least one binding");
    }
    List<B> targets = new ArrayList<>();
    entries.forEach(entry -> entry.opened(request).ifPresent(targets::add));
    return targets;
  }
}
