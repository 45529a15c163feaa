package dev.millrace.connect;

import java.util.Collection;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/** The connectors on the class path, by name. */
final class Connectors {
  private final SortedMap<String, Connector> byName = new TreeMap<>();

  private Connectors(Iterable<Connector> connectors) {
    for (Connector connector : connectors) {
      Connector other = byName.putIfAbsent(connector.name(), connector);
      if (other != null) {
        throw new IllegalStateException(
            "two connectors are called '"
                + connector.name()
                + "': "
                + other.getClass().getName()
                + " and "
                + connector.getClass().getName()
                + ". A bindings file could mean either: take one off the class path.");
      }
    }
  }

  static Connectors found() {
    return new Connectors(ServiceLoader.load(Connector.class));
  }

  static Connectors of(Iterable<Connector> connectors) {
    return new Connectors(connectors);
  }

  Optional<Connector> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  Collection<String> names() {
    return byName.keySet();
  }
}
