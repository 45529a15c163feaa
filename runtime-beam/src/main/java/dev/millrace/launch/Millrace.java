package dev.millrace.launch;

import dev.millrace.Pipeline;
import dev.millrace.beam.Execution;
import dev.millrace.connect.Bindings;
import dev.millrace.engine.Manifest;
import dev.millrace.plan.Plan;
import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.options.PipelineOptions;

/** Launches pipelines: from a command line, or from a program. */
public final class Millrace {
  private Millrace() {}

  /**
   * The main method of a pipeline: {@code plan}, {@code run --bindings FILE}, {@code --help}. Ends
   * the process with a documented exit code. Called by Flink's own client (its command line, its
   * REST interface), it submits the run and returns, or throws: the process is not its own.
   */
  public static void main(Pipeline pipeline, String[] args) {
    if (Execution.isInsideFlinkClient()) {
      submitInside(pipeline, args);
    } else {
      System.exit(launch(pipeline, args, System.out, System.err, isTerminal(), System.getenv()));
    }
  }

  private static void submitInside(Pipeline pipeline, String[] args) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8);
    int code = launch(pipeline, args, System.out, err, false, System.getenv());
    String text = said.toString(StandardCharsets.UTF_8).strip();
    if (code != ExitCode.DONE) {
      throw new IllegalStateException(text); // the client hands it on to whoever asked
    }
    if (!text.isEmpty()) {
      System.err.println(text);
    }
  }

  /**
   * Runs a pipeline on the direct runner and publishes its outputs.
   *
   * @return the manifest of the run
   * @throws dev.millrace.plan.ProblemsException when the definition or the bindings have problems
   * @throws dev.millrace.beam.RunFailedException when the run ended without publishing
   */
  public static Manifest run(Pipeline pipeline, Bindings bindings) {
    Plan plan = pipeline.plan();
    PipelineOptions options = Runners.options("direct", List.of());
    Runners.runUnchecked(plan, options);
    return Execution.run(plan, bindings, options, Execution.newRunId());
  }

  /** {@link #run(Pipeline, Bindings)} with Beam's options. */
  public static Manifest run(Pipeline pipeline, Bindings bindings, PipelineOptions options) {
    return Execution.run(pipeline.plan(), bindings, options, Execution.newRunId());
  }

  /**
   * Whether somebody looks on: whatever the environment says about colours, which has no meaning
   * here. Since Java 22 there is a console without a terminal too, and it says so.
   */
  @SuppressWarnings("SystemConsoleNull") // it was null before, and this runs there, too
  static boolean isTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException beforeJava22) {
      return true;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a public method of the JDK cannot be called", e);
    }
  }

  static int launch(
      Pipeline pipeline,
      String[] args,
      PrintStream out,
      PrintStream err,
      boolean terminal,
      Map<String, String> environment) {
    return new CommandLineLaunch(pipeline, out, err, terminal, environment).execute(args);
  }
}
