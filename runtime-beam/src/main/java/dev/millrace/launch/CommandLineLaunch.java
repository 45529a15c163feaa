package dev.millrace.launch;

import dev.millrace.Pipeline;
import dev.millrace.beam.Execution;
import dev.millrace.beam.RunFailedException;
import dev.millrace.beam.SubmittedJob;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.Ports;
import dev.millrace.engine.Manifest;
import dev.millrace.engine.Progress;
import dev.millrace.engine.RunCode;
import dev.millrace.metrics.MetricsEndpoint;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Problem;
import dev.millrace.plan.ProblemsException;
import dev.millrace.upgrade.SavedPlan;
import dev.millrace.upgrade.Upgrade;
import dev.millrace.upgrade.Verdict;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One launch from a command line. */
final class CommandLineLaunch {
  private final Pipeline pipeline;
  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;
  private final Map<String, String> environment;

  /** What is used, once it is known: a failure is shown without its secrets. */
  private Bindings shownBy = Bindings.of();

  CommandLineLaunch(
      Pipeline pipeline,
      PrintStream out,
      PrintStream err,
      boolean terminal,
      Map<String, String> environment) {
    this.pipeline = pipeline;
    this.out = out;
    this.err = err;
    this.terminal = terminal;
    this.environment = environment;
  }

  int execute(String[] args) {
    CommandLine line = new CommandLine(new TopCommand());
    line.setCommandName(pipeline.name());
    line.addSubcommand("plan", new PlanCommand());
    line.addSubcommand("run", new RunCommand());
    line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    line.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command));
    return line.execute(args);
  }

  /** Without a command there is nothing to do: says what there is. */
  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Plans and runs a Millrace pipeline.",
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        "0:the plan was shown, the run was published, or a cluster has taken it",
        "1:the run failed; a batch published nothing, a stream keeps the units it published",
        "2:the command line cannot be understood",
        "3:the definition or the bindings have problems; nothing was read",
        "4:more rows were rejected than a step allows; nothing was published",
        "5:plan --against: a step is INCOMPATIBLE with what the earlier plan keeps",
        "130:interrupted; as for 1"
      })
  private static final class TopCommand implements Runnable {
    @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public void run() {
      throw new CommandLine.ParameterException(spec.commandLine(), "Missing command: plan or run.");
    }
  }

  /** What {@code plan} and {@code run} have in common. */
  private abstract static class Launched {
    @Option(names = "--stacktrace", description = "Show the whole stack trace of a failure.")
    boolean stacktrace;
  }

  @Command(
      description =
          "Checks the definition, and the bindings if they are given, and shows the plan.",
      mixinStandardHelpOptions = true)
  private final class PlanCommand extends Launched implements Callable<Integer> {
    @Option(names = "--bindings", paramLabel = "FILE", description = "A YAML file to check, too.")
    private @Nullable Path bindings;

    @Option(
        names = "--json",
        description = "Print JSON: a plan for a later --against, or what --against finds.")
    private boolean json;

    @Option(
        names = "--against",
        paramLabel = "FILE",
        description =
            "Compare with an earlier plan, of --json: what becomes of a stream's state, by step.")
    private @Nullable Path against;

    @Parameters(
        paramLabel = "-- BEAM-OPTIONS",
        arity = "0..*",
        description = "Options of Beam, behind a double hyphen: -- --shuffleGroups=64")
    private List<String> beamOptions = List.of();

    @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() {
      Plan plan = pipeline.plan();
      if (bindings != null) {
        Bindings bound = checked(plan, bindings);
        Execution.notices(plan, bound).forEach(notice -> err.println("notice: " + notice));
      }
      if (against != null) {
        return compare(saved(plan), against);
      }
      out.print(json ? saved(plan).toJson() : plan.describe());
      return ExitCode.DONE;
    }

    private int compare(SavedPlan now, Path file) {
      Upgrade upgrade = Upgrade.of(SavedPlan.read(file), now);
      if (json) {
        out.println(upgrade.toJson());
      } else {
        out.print(upgrade.toText());
      }
      return upgrade.verdict() == Verdict.INCOMPATIBLE ? ExitCode.INCOMPATIBLE : ExitCode.DONE;
    }

    /** The plan of a stream on the runner that has savepoints. */
    private SavedPlan saved(Plan plan) {
      String name = Runners.available().contains("flink") ? "flink" : "direct";
      try {
        return Execution.saved(plan, Runners.options(name, beamOptions));
      } catch (IllegalArgumentException e) {
        throw new CommandLine.ParameterException(
            spec.commandLine(), "Beam does not accept its options: " + e.getMessage());
      }
    }
  }

  @Command(
      description = "Runs the pipeline and publishes its outputs.",
      mixinStandardHelpOptions = true)
  private final class RunCommand extends Launched implements Runnable {
    @Option(
        names = "--bindings",
        paramLabel = "FILE",
        required = true,
        description = "Where the ports live: a YAML file.")
    private @Nullable Path bindings;

    @Option(
        names = "--runner",
        paramLabel = "NAME",
        description = "direct, flink or dataflow; direct when not given.")
    private @Nullable String runner;

    @Option(
        names = "--flink-master",
        paramLabel = "HOST:PORT",
        description = "The Flink cluster to run on; without it, Flink runs in this process.")
    private @Nullable String flinkMaster;

    @Option(
        names = "--detached",
        description = "Leave the run to the cluster: submit it, say where to look, and end.")
    private boolean detached;

    @Option(
        names = "--from-savepoint",
        paramLabel = "PATH",
        description = "Go on with the run that was left to the cluster and stopped so.")
    private @Nullable String savepoint;

    @Option(
        names = "--template",
        paramLabel = "FILE",
        description = "With --runner dataflow: write a template to a file, and run nothing.")
    private @Nullable Path template;

    @CommandLine.Mixin private final MetricsOptions metrics = new MetricsOptions();

    @Option(names = "--json", description = "Print the summary as one JSON document.")
    private boolean json;

    @Option(names = "--quiet", description = "Show no progress.")
    private boolean quiet;

    @Parameters(
        paramLabel = "-- BEAM-OPTIONS",
        arity = "0..*",
        description = "Options of Beam, behind a double hyphen: -- --targetParallelism=8")
    private List<String> beamOptions = List.of();

    @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public void run() {
      PipelineOptions options = options();
      Plan plan = pipeline.plan();
      Runners.runUnchecked(plan, options);
      Bindings bound = checked(plan, bindings);
      if (template != null) {
        Execution.template(plan, bound, options, notice -> err.println("notice: " + notice));
        out.println("Wrote the template " + template);
      } else if (detached || Execution.isInsideFlinkClient()) {
        submit(plan, bound, options);
      } else {
        runToItsEnd(plan, bound, options);
      }
    }

    private void submit(Plan plan, Bindings bound, PipelineOptions options) {
      List<String> notices = new ArrayList<>();
      SubmittedJob job =
          Execution.submit(
              plan,
              bound,
              options,
              notice -> {
                notices.add(notice);
                err.println("notice: " + notice);
              });
      Submitted submitted = Submitted.of(plan, job, notices);
      out.println(json ? submitted.toJson() : submitted.toText());
    }

    private void runToItsEnd(Plan plan, Bindings bound, PipelineOptions options) {
      String run = Execution.newRunId();
      Optional<MetricsEndpoint> watched = watched(plan, run);
      InterruptNotice interrupt = InterruptNotice.to(err);
      ProgressLine progress = progress(run);
      List<String> notices = new ArrayList<>();
      Manifest manifest;
      try {
        manifest =
            Execution.run(
                plan,
                bound,
                options,
                run,
                notice -> {
                  notices.add(notice);
                  progress.say("notice: " + notice);
                });
      } finally {
        progress.close();
        interrupt.close();
        watched.ifPresent(MetricsEndpoint::close);
      }
      Summary summary = Summary.of(plan, manifest, notices);
      out.println(json ? summary.toJson() : summary.toText());
    }

    private Optional<MetricsEndpoint> watched(Plan plan, String run) {
      try {
        Optional<MetricsEndpoint> endpoint = metrics.open(plan, run);
        endpoint.ifPresent(each -> err.println("metrics at " + each.url()));
        return endpoint;
      } catch (IOException e) {
        throw usage("Nothing can listen for " + metrics + ": " + e.getMessage());
      }
    }

    private PipelineOptions options() {
      String name = chosenRunner();
      if (!Runners.available().contains(name)) {
        throw usage(
            "There is no runner '"
                + name
                + "' on the class path, only: "
                + String.join(", ", Runners.available())
                + ".");
      }
      List<String> all = new ArrayList<>(beamOptions);
      if (flinkMaster != null) {
        all.add("--flinkMaster=" + flinkMaster);
      }
      if (savepoint != null) {
        all.add("--savepointPath=" + savepoint);
      }
      try {
        return template == null
            ? Runners.options(name, all)
            : Runners.templateOptions(template, all);
      } catch (IllegalArgumentException e) {
        throw usage("Beam does not accept its options: " + e.getMessage());
      }
    }

    private String chosenRunner() {
      boolean inside = Execution.isInsideFlinkClient();
      String name = runner == null ? (inside ? "flink" : "direct") : runner;
      if (name.equals("dataflow") != (template != null)) {
        throw usage("--runner dataflow and --template FILE go together.");
      }
      if (!name.equals("flink")) {
        if (inside) {
          throw usage("Flink's own client takes nothing but --runner flink.");
        }
        if (flinkMaster != null || detached || savepoint != null) {
          throw usage("--flink-master, --detached and --from-savepoint go with --runner flink.");
        }
      }
      if (metrics.areAsked() && (template != null || flinkMaster != null || detached || inside)) {
        throw usage(
            "--metrics-port goes with a run in this process; on a cluster Flink's own reporter"
                + " answers Prometheus.");
      }
      return name;
    }

    private CommandLine.ParameterException usage(String message) {
      return new CommandLine.ParameterException(spec.commandLine(), message);
    }

    private ProgressLine progress(String run) {
      return terminal && !quiet
          ? ProgressLine.show(Progress.of(run), err)
          : ProgressLine.hidden(err);
    }
  }

  private Bindings checked(Plan plan, Path file) {
    Ports ports = Ports.of(plan);
    Bindings bound = Bindings.load(file, ports, environment);
    List<Problem> problems = bound.check(ports);
    if (!problems.isEmpty()) {
      throw new ProblemsException(file.toString(), problems);
    }
    shownBy = bound;
    return bound;
  }

  private int failed(Exception failure, CommandLine command) {
    boolean stacktrace =
        command.getCommandSpec().userObject() instanceof Launched launched && launched.stacktrace;
    if (stacktrace) {
      shownBy.shown((Throwable) failure).printStackTrace(err);
    } else {
      String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
      err.println(shownBy.shown(message));
    }
    if (failure instanceof ProblemsException) {
      return ExitCode.PROBLEMS;
    }
    if (failure instanceof RunFailedException run) {
      err.println(
          run.publishedUnits() == 0
              ? "Nothing was published; what was published before is still there."
              : "The stream had published " + run.publishedUnits() + " units; they stay.");
      run.keptRejects()
          .ifPresent(folder -> err.println(shownBy.shown("The rejects are in " + folder)));
      boolean tooMany = run.code().filter(RunCode.TOO_MANY_REJECTED::equals).isPresent();
      return tooMany ? ExitCode.TOO_MANY_REJECTED : ExitCode.FAILED;
    }
    return ExitCode.FAILED;
  }

  /** {@code millrace 0.1.0}. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Plan.class.getPackage().getImplementationVersion();
      return new String[] {"millrace " + (version == null ? "development" : version)};
    }
  }
}
