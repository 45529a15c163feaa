package dev.millrace.examples.retail;

import dev.millrace.beam.Execution;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.Ports;
import dev.millrace.engine.Manifest;
import dev.millrace.plan.Plan;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** Runs {@link Retail} where a bindings file says, and prints what became of the lines. */
public final class RunRetail {
  private RunRetail() {}

  /** Argument: the bindings file. */
  public static void main(String[] args) {
    if (args.length != 1) {
      throw new IllegalArgumentException("Argument: BINDINGS.yaml");
    }
    // snippet:run
    Plan plan = Retail.define().plan();
    Bindings bindings = Bindings.load(Path.of(args[0]), Ports.of(plan));
    Manifest manifest =
        Execution.run(plan, bindings, PipelineOptionsFactory.create(), Execution.newRunId());
    // end
    System.out.print(summary(manifest));
  }

  static String summary(Manifest manifest) {
    StringBuilder text = new StringBuilder();
    long read = manifest.inputs().stream().mapToLong(Manifest.Input::records).sum();
    long rejected = 0;
    for (Manifest.Output output : manifest.outputs()) {
      if (output.port().equals(Retail.REJECTED.name())) {
        rejected = output.records();
      }
    }
    line(text, "in", read);
    line(text, "valid", read - rejected);
    line(text, "quarantined", rejected);
    manifest.rules().forEach(rule -> line(text, "  " + rule.rule(), rule.count()));
    for (Manifest.Output output : manifest.outputs()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s: %,d rows in %s%n",
              output.port(),
              output.records(),
              output.folder()));
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String label, long count) {
    text.append(String.format(Locale.ROOT, "%-50s %,10d%n", label, count));
  }
}
