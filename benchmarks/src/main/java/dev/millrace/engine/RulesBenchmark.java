package dev.millrace.engine;

import dev.millrace.Pipeline;
import dev.millrace.Range;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.benchmarks.micro.Line;
import dev.millrace.plan.Step;
import dev.millrace.record.Block;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One rule over the rows of a block, none of which breaks it. Times are for a row. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RulesBenchmark {
  private static final int ROWS = 2_000;

  @Param({"notNull", "longRange", "doubleRange", "oneOf", "matches", "code"})
  private String kind = "notNull";

  private final Block<Line> block = Line.block(ROWS);
  private List<RuleCheck> checks = List.of();

  @Setup
  public void resolve() {
    Pipeline pipeline = Pipeline.named("rules");
    pipeline
        .read(Source.of("lines", Line.class))
        .validate(rule())
        .dropInvalid()
        .to(Sink.of("valid", Line.class));
    checks =
        pipeline.plan().steps().stream()
            .filter(Step.Validate.class::isInstance)
            .flatMap(step -> ((Step.Validate) step).rules().stream())
            .map(RuleCheck::of)
            .toList();
  }

  private Rules<Line> rule() {
    Rules<Line> none = Rules.on(Line.class);
    return switch (kind) {
      case "notNull" -> none.notNull(Line::product);
      case "longRange" -> none.inRange(Line::quantity, Range.closed(1, 50));
      case "doubleRange" -> none.inRange(Line::price, Range.closed(0.0, 8_000.0));
      case "oneOf" -> none.oneOf(Line::country, Set.of("DE", "FR", "IT"));
      case "matches" -> none.matches(Line::product, Pattern.compile("[A-Z]{2}[0-9]{6}"));
      case "code" -> none.check("some", line -> line.quantity() > 0);
      default -> throw new IllegalArgumentException(kind);
    };
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public int check() {
    int broken = 0;
    for (RuleCheck check : checks) {
      broken += check.breaks(block, block.live()).size();
    }
    if (broken > 0) {
      throw new IllegalStateException(broken + " rows break " + kind);
    }
    return broken;
  }
}
