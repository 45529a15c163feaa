package dev.millrace.connect;

import java.time.DateTimeException;
import java.util.List;
import java.util.Optional;

/** Turns an entry of a bindings file, {@code {connector: {…}}}, into what its connector makes. */
final class BindingOpener {
  /** Asks a connector for one kind of binding. */
  interface Request<B> {
    B from(Connector connector, Config config);
  }

  private final Connectors connectors;
  private final Findings findings;

  BindingOpener(Connectors connectors, Findings findings) {
    this.connectors = connectors;
    this.findings = findings;
  }

  static <T> Request<SourceBinding<? super T>> sources(Class<T> type) {
    return (connector, settings) -> connector.source(settings, type);
  }

  /** The binding of an entry that names one connector; empty after a problem. */
  <B> Optional<B> open(Config entry, Request<B> request) {
    List<String> names = entry.keys();
    names.forEach(entry::has);
    if (names.size() != 1) {
      findings.add(
          BindingCode.NOT_EXACTLY_ONE,
          names.isEmpty() ? entry.place() : entry.keyPlace(names.get(1)),
          names.isEmpty() ? "no connector is given" : Config.quoted(names) + " are given",
          "a binding has exactly one connector" + found(),
          names.isEmpty() ? "write {connector: {…}}" : "keep one, or write a list of bindings");
      return Optional.empty();
    }
    String name = names.get(0);
    Optional<Connector> connector = connectors.named(name);
    if (connector.isEmpty()) {
      findings.add(
          BindingCode.UNKNOWN_CONNECTOR,
          entry.keyPlace(name),
          "there is no connector '" + name + "'",
          "a connector is found on the class path" + found(),
          Nearest.hint(
              Nearest.to(name, connectors.names()), "add the connector's module to the project"));
      return Optional.empty();
    }
    return entry.optionalMap(name).flatMap(config -> ask(connector.get(), config, request));
  }

  private <B> Optional<B> ask(Connector connector, Config config, Request<B> request) {
    int before = findings.size();
    try {
      return Optional.of(request.from(connector, config));
    } catch (UnsupportedPortException unsupported) {
      config.breakOff();
      findings.add(
          BindingCode.UNSUPPORTED,
          config.place(),
          "the connector '" + connector.name() + "' has no " + unsupported.kind(),
          "it cannot be used in this direction",
          "use another connector");
    } catch (RuntimeException refused) {
      refused(connector, config, before, refused);
    }
    return Optional.empty();
  }

  /**
   * An exception after a problem comes from the placeholders that problems leave behind. Without a
   * problem, an argument that is refused is one; anything else is a defect of the connector.
   */
  private void refused(Connector connector, Config config, int before, RuntimeException refused) {
    boolean told = findings.size() > before || config.lacksKeys();
    config.breakOff();
    if (told) {
      return;
    }
    if (!(refused instanceof IllegalArgumentException || refused instanceof DateTimeException)) {
      throw refused;
    }
    findings.add(
        BindingCode.REFUSED,
        config.place(),
        "the connector '" + connector.name() + "' refuses: " + config.shown(refused.getMessage()),
        "it cannot work with these settings",
        "change them");
  }

  private String found() {
    return connectors.names().isEmpty()
        ? "; none was found"
        : "; found: " + Config.quoted(connectors.names());
  }
}
