package dev.millrace.plan;

/** What a definition can get wrong. {@code docs/errors.md} explains each with an example. */
public enum PlanCode implements ErrorCode {
  NOT_A_COLUMN_CLASS("MR-F001"),
  NOT_A_COLUMN_BOUND("MR-F002"),
  NOT_A_COLUMN_LAMBDA("MR-F004"),
  NOT_A_COLUMN_STATIC("MR-F005"),
  NOT_A_COLUMN_METHOD("MR-F007"),

  SHAPE_UNSUPPORTED("MR-S001"),
  OUTPUT_TYPE_UNKNOWN("MR-S002"),

  NO_SINK("MR-P001"),
  LEADS_NOWHERE("MR-P002"),
  DUPLICATE_STEP("MR-P003"),
  DUPLICATE_PORT("MR-P004"),
  OTHER_PIPELINE("MR-P005"),
  CAPTURE_NOT_SERIALISABLE("MR-P006"),
  EMPTY_NAME("MR-P007"),
  UNFINISHED("MR-P008"),

  RULE_ID_TWICE("MR-V001"),
  RULES_EMPTY("MR-V002"),
  RULE_MODIFIER_ALONE("MR-V003"),
  RANGE_EMPTY("MR-V004"),
  FAIL_ABOVE_RANGE("MR-V005"),

  TIME_NULLABLE("MR-T001"),
  LATENESS_NEGATIVE("MR-T002"),
  WINDOW_SIZE("MR-T003"),

  KEY_NOT_DETERMINISTIC("MR-K001"),
  KEY_NOT_BOUND("MR-K002"),
  KEY_NULLABLE("MR-K003"),

  COMPONENT_NOT_SET("MR-A001"),
  COMPONENT_SET_TWICE("MR-A002"),
  RESULT_MAY_BE_NULL("MR-A003"),
  KEY_COLUMN_EXPECTED("MR-A004"),
  DAY_WITHOUT_DAYS("MR-A005"),
  COMPONENT_TYPE("MR-A006");

  private final String code;

  PlanCode(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
