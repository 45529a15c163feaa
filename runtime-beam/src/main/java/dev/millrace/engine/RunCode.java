package dev.millrace.engine;

import dev.millrace.plan.ErrorCode;

/** What can end a run. {@code docs/errors.md} explains each. */
public enum RunCode implements ErrorCode {
  /** A function of a map, flatMap or filter threw, or gave null. */
  FUNCTION_FAILED("MR-R001"),
  /** A row broke a rule, and the author chose failOnInvalid or severity STOP. */
  INVALID_ROW("MR-R002"),
  /** More rows were refused than failAbove allows. */
  TOO_MANY_REJECTED("MR-R003"),
  /** Records were lost or doubled: the ledger does not close. */
  LEDGER_BROKEN("MR-R004"),
  /** A sink could not be written. */
  SINK_FAILED("MR-R005"),
  /** A source could not be read. */
  SOURCE_FAILED("MR-R006"),
  /** An aggregation has no result that its type can hold. */
  AGGREGATION_FAILED("MR-R007"),
  /** The runner ended without publishing. */
  NOT_PUBLISHED("MR-R008"),
  /** A stream's rows have no event time. */
  STREAM_WITHOUT_TIME("MR-R009"),
  /** The runner dropped rows as late. */
  RUNNER_DROPPED("MR-R010"),
  /** A transform of the user's gave a row whose time has passed. */
  TRANSFORM_LATE("MR-R011"),
  /** The source of a table does not end. */
  TABLE_UNBOUNDED("MR-R012"),
  /** Two rows of a table have one key. */
  TABLE_KEY_TWICE("MR-R013"),
  /** A table does not fit into its share of the memory. */
  TABLE_TOO_LARGE("MR-R014"),
  /** A table is not what it was when the run began. */
  TABLE_CHANGED("MR-R015"),
  /** A view goes by another time than its events. */
  VIEW_TIME("MR-R016"),
  /** An option of the runner that a run cannot have. */
  OPTION_REFUSED("MR-R017"),
  /** State of a savepoint that this definition cannot read. */
  STATE_REFUSED("MR-R018");

  private final String code;

  RunCode(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
