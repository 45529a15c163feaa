package dev.millrace.publish;

import dev.millrace.plan.ErrorCode;
import dev.millrace.plan.Problem;
import dev.millrace.plan.ProblemsException;
import java.util.List;

/**
 * What can be wrong with the folders that a run publishes; {@code docs/errors.md} explains each.
 */
public enum PublishCode implements ErrorCode {
  /** Two bindings name one folder. */
  SAME_FOLDER("MR-O001"),
  /** One bound folder lies inside another. */
  NESTED_FOLDERS("MR-O002"),
  /** The folders have no common parent other than the file system's root. */
  NO_COMMON_ROOT("MR-O003"),
  /** A folder lies outside the root, is the root, or lies in Millrace's own folder. */
  OUTSIDE_ROOT("MR-O004"),
  /** There is a file, or a folder with something in it, where an output should appear. */
  OCCUPIED("MR-O005"),
  /** The folder is a symbolic link to some other place. */
  LINKS_ELSEWHERE("MR-O006"),
  /** The folder is published by another pipeline. */
  OTHER_PIPELINE("MR-O007"),
  /** This pipeline published the folder under another root. */
  OTHER_ROOT("MR-O008"),
  /** Something on the way from the root to the folder is a link or a file. */
  BEHIND_LINK("MR-O009"),
  /** The root cannot be created or written. */
  NOT_WRITABLE("MR-O010"),
  /** The file system has no symbolic links. */
  NO_SYMBOLIC_LINKS("MR-O011"),
  /** Another run of the pipeline holds its lock. */
  RUN_GOING_ON("MR-O012"),
  /** The run's id was used before. */
  RUN_EXISTS("MR-O013"),
  /** The run was given up, by its launcher or by a newer run, before it was published. */
  RUN_GIVEN_UP("MR-O014"),
  /** A staged part is missing, has another size, or is listed twice. */
  BROKEN_PART("MR-O015"),
  /** Millrace's own folder is not as Millrace left it. */
  DAMAGED_STATE("MR-O016"),
  /** The output is published, but something that is no longer needed could not be removed. */
  NOT_TIDIED("MR-O017"),
  /** A run from a savepoint has no run that it could go on with. */
  NOTHING_TO_RESUME("MR-O018"),
  /** A run was left to a cluster that does not answer. */
  RUN_UNKNOWN("MR-O019");

  private final String code;

  PublishCode(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }

  Problem problem(String where, String what, String why, String fix) {
    return new Problem(this, where, what, why, fix);
  }

  ProblemsException refusal(String pipeline, String what, String why, String fix) {
    return new ProblemsException(
        "Publication of '" + pipeline + "'", List.of(problem("", what, why, fix)));
  }
}
