package dev.millrace;

/**
 * A port where rejected records go, each with its raw bytes, its position and every reason
 * (SEMANTICS L3). Several steps may share one.
 */
public record Quarantine(String name) {
  public Quarantine {
    PortName.check(name);
  }

  /**
   * @param name unique among the pipeline's ports: lower-case letters, digits and hyphens
   * @throws IllegalArgumentException when the name has other characters
   */
  public static Quarantine of(String name) {
    return new Quarantine(name);
  }
}
