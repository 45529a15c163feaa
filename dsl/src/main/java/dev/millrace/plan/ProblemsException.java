package dev.millrace.plan;

import java.util.List;
import java.util.stream.Collectors;

/** All problems of a definition, a set of bindings or a command line, at once. */
public final class ProblemsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String subject;
  private final transient List<Problem> problems;

  /**
   * @param subject what has the problems: {@code pipeline 'retail'}, {@code bindings.yaml}
   */
  public ProblemsException(String subject, List<Problem> problems) {
    super(
        problems.stream()
            .map(problem -> "  " + problem)
            .collect(Collectors.joining("\n", header(subject, problems.size()) + "\n", "")));
    this.subject = subject;
    this.problems = List.copyOf(problems);
  }

  /** The same of the same subject in other words. */
  public ProblemsException with(List<Problem> others) {
    return new ProblemsException(subject, others);
  }

  private static String header(String subject, int count) {
    return subject + " has " + (count == 1 ? "1 problem" : count + " problems") + ":";
  }

  public List<Problem> problems() {
    return problems;
  }
}
