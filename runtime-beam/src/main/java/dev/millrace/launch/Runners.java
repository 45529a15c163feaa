package dev.millrace.launch;

import dev.millrace.plan.Plan;
import dev.millrace.plan.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** The runners a pipeline can be given to, by the names of the command line. */
final class Runners {
  /** Name on the command line, and the runner's class. */
  private static final Map<String, String> CLASSES =
      new TreeMap<>(
          Map.of(
              "dataflow", "org.apache.beam.runners.dataflow.DataflowRunner",
              "direct", "org.apache.beam.runners.direct.DirectRunner",
              "flink", "org.apache.beam.runners.flink.FlinkRunner"));

  /** What a template needs where there is no network: Google is asked for nothing. */
  private static final String STAGER = "dev.millrace.dataflow.NamedPackages";

  private static final List<String> OFFLINE =
      List.of(
          "--stagerClass=" + STAGER,
          "--pathValidatorClass=org.apache.beam.sdk.extensions.gcp.storage.NoopPathValidator",
          "--credentialFactoryClass=org.apache.beam.sdk.extensions.gcp.auth.NoopCredentialFactory");

  private Runners() {}

  /** Those that are on the class path. */
  static List<String> available() {
    return CLASSES.entrySet().stream()
        .filter(entry -> isThere(entry.getValue()))
        .filter(entry -> !entry.getKey().equals("dataflow") || isThere(STAGER))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static boolean isThere(String runner) {
    try {
      Class.forName(runner, false, Runners.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException absent) {
      return false;
    }
  }

  /**
   * Beam's options for a template of Dataflow.
   *
   * @param file where the template is written
   * @param args Beam's own options: project, region and staging location at least
   * @throws IllegalArgumentException when Beam does not know an option, or misses one
   */
  static PipelineOptions templateOptions(Path file, List<String> args) {
    List<String> all = new ArrayList<>(OFFLINE);
    all.add("--templateLocation=" + file.toAbsolutePath());
    all.addAll(args);
    args.stream()
        .filter(arg -> arg.startsWith("--tempLocation="))
        .map(arg -> arg.replace("--tempLocation=", "--gcpTempLocation="))
        .forEach(all::add); // Beam would ask Google about the other one
    return options("dataflow", all);
  }

  /**
   * Beam's options for a runner.
   *
   * @param args Beam's own options
   * @throws IllegalArgumentException when Beam does not know an option
   */
  static PipelineOptions options(String runner, List<String> args) {
    List<String> all = new ArrayList<>(args);
    all.add("--runner=" + CLASSES.get(runner));
    return PipelineOptionsFactory.fromArgs(all.toArray(String[]::new)).create();
  }

  /**
   * Leaves the direct runner's checks on elements to tests, since what the engine emits is never
   * written again. They stay where a transform of somebody else's is in the graph: nobody knows
   * what that does.
   */
  static void runUnchecked(Plan plan, PipelineOptions options) {
    boolean isDirect = options.getRunner().getName().equals(CLASSES.get("direct"));
    if (isDirect && plan.only(Step.Foreign.class).isEmpty()) {
      DirectOptions direct = options.as(DirectOptions.class);
      direct.setEnforceImmutability(false);
      direct.setEnforceEncodability(false);
    }
  }
}
