package dev.millrace.faults;

import static java.time.Duration.ofMinutes;

import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.launch.Millrace;

/**
 * Sends letters on. No step keeps any, so what a worker holds of them is on its way to the sink.
 */
public final class Letters {
  static final Source<Letter> CAME = Source.of("came", Letter.class);
  static final Sink<Letter> WENT = Sink.of("went", Letter.class);
  static final Quarantine LATE = Quarantine.of("late");

  private Letters() {}

  static Pipeline define() {
    Pipeline pipeline = Pipeline.named("letters");
    pipeline.read(CAME).timestamps(Letter::at, Lateness.of(ofMinutes(1)).lateTo(LATE)).to(WENT);
    return pipeline;
  }

  public static void main(String[] args) {
    Millrace.main(define(), args);
  }
}
