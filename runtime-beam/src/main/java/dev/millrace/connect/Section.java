package dev.millrace.connect;

/** The parts of a bindings file that bind ports. */
enum Section {
  SOURCES("sources", "source", "read"),
  SINKS("sinks", "sink", "write"),
  QUARANTINE("quarantine", "quarantine", "quarantine"),
  ONLINE("online", "online view", "write");

  private final String key;
  private final String noun;
  private final String verb;

  Section(String key, String noun, String verb) {
    this.key = key;
    this.noun = noun;
    this.verb = verb;
  }

  String key() {
    return key;
  }

  /** {@code source 'invoice-lines'}: how messages name a port. */
  String label(String port) {
    return noun + " '" + port + "'";
  }

  String noun() {
    return noun;
  }

  /** The method of {@link Bindings} that binds such a port. */
  String verb() {
    return verb;
  }

  /** The label of a port under a key of the file; empty when the key is no section. */
  static String labelled(String key, String port) {
    for (Section section : values()) {
      if (section.key.equals(key)) {
        return section.label(port);
      }
    }
    return "";
  }
}
