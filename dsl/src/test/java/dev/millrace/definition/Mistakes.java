package dev.millrace.definition;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Pipeline;
import dev.millrace.plan.ErrorCode;
import dev.millrace.plan.Problem;
import dev.millrace.plan.ProblemsException;
import java.util.List;
import java.util.function.Consumer;

/** What plan() says of a definition that is wrong. */
final class Mistakes {
  private Mistakes() {}

  static List<Problem> problems(Consumer<Pipeline> define) {
    Pipeline pipeline = Pipeline.named("shop");
    define.accept(pipeline);
    return assertThrows(ProblemsException.class, () -> ignore(pipeline.plan())).problems();
  }

  static List<ErrorCode> codes(Consumer<Pipeline> define) {
    return problems(define).stream().map(Problem::code).toList();
  }

  /** Stage methods want their result used; here the point is what happens when it is not. */
  static void ignore(Object result) {
    assertThat(result, not(equalTo(null)));
  }
}
