package dev.millrace.publish;

import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** The places of one run under its pipeline's state folder; the same on every machine. */
record RunFolder(PublicationLayout layout, String run) implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String PLAN = "plan-";
  private static final String JSON = ".json";

  RunFolder {
    PublicationLayout.requireName("run", run);
  }

  Path path() {
    return layout.state().resolve("runs").resolve(run);
  }

  /** Attempts of parts, finished or not; never read by anyone but the publication. */
  Path staging(String key) {
    return staging().resolve(key);
  }

  Path staging() {
    return path().resolve("staging");
  }

  /** The outputs of a stream, one for each publication. */
  Path generations() {
    return path().resolve("generations");
  }

  /** The files of a stream's units. */
  Path units() {
    return path().resolve("units");
  }

  /**
   * What is published: complete from the moment it exists. A folder; of a stream, a link to the
   * latest generation.
   */
  Path output() {
    return path().resolve("output");
  }

  /** Whether it has published units, or died when it was about to. */
  boolean isStream() {
    return Files.isSymbolicLink(output());
  }

  /**
   * A symbolic link with the text of {@link #currentTarget}, made once when the run begins. Moving
   * it onto {@code current} commits the run; deleting it makes sure that the run never commits.
   */
  Path token() {
    return path().resolve("token");
  }

  /** What does the run elsewhere, when its launcher has left it: see {@link Elsewhere}. */
  Path job() {
    return path().resolve("job");
  }

  /** The definition that a job of the run has: see {@link OpenRun#keepPlan}. */
  Path plan(String job) {
    return path().resolve(PLAN + job + JSON);
  }

  /** Whose plan a file is; empty when it is none. */
  Optional<String> jobOfPlan(Path file) {
    String name = Objects.toString(file.getFileName());
    return name.startsWith(PLAN) && name.endsWith(JSON)
        ? Optional.of(name.substring(PLAN.length(), name.length() - JSON.length()))
        : Optional.empty();
  }

  /** What a job of the run has bound: see {@link OpenRun#keepBindings}. */
  Path bindings(String job) {
    return path().resolve("bindings-" + job + ".json");
  }

  /** What {@code current} says when this run is the current one. */
  Path currentTarget() {
    return Path.of("runs", run, "output");
  }
}
