package dev.millrace.examples.retail;

import dev.millrace.Pipeline;
import dev.millrace.Sink;
import dev.millrace.launch.Millrace;

/**
 * Publishes the lines that the retail pipeline accepts, for programs that are no pipelines: {@link
 * Labels} and {@link Serve} read them with {@link ValidLinesFolder}. What is wrong with the others,
 * the retail pipeline keeps.
 */
public final class ValidLines {
  static final Sink<InvoiceLine> VALID = Sink.of("valid-lines", InvoiceLine.class);

  static Pipeline define() {
    Pipeline pipeline = Pipeline.named("valid-lines");
    pipeline
        .read(Retail.LINES)
        .tryMap(InvoiceLine::from)
        .dropInvalid()
        .validate(Retail.RULES)
        .dropInvalid()
        .to(VALID);
    return pipeline;
  }

  public static void main(String[] args) {
    Millrace.main(define(), args);
  }

  private ValidLines() {}
}
