package dev.millrace.connect.files.binding;

import dev.millrace.plan.ErrorCode;

/** What can be wrong with a binding to files. Each is told in {@code docs/errors.md}. */
public enum FilesCode implements ErrorCode {
  NOTHING_MATCHES("MR-C101"),
  NO_HEADER("MR-C102"),
  NOT_UTF8("MR-C103"),
  COLUMN_MISSING("MR-C104"),
  COLUMN_AMBIGUOUS("MR-C105"),
  UNKNOWN_COMPONENT("MR-C106"),
  UNSUPPORTED_COMPONENT("MR-C107"),
  TIME_WITHOUT_ZONE("MR-C108"),
  BAD_PATTERN("MR-C109"),
  NOT_NULLABLE("MR-C110"),
  UNREADABLE("MR-C111"),
  BAD_OPTION("MR-C112"),
  WRONG_COMPRESSION("MR-C113"),
  DAMAGED("MR-C114"),
  FOLDER_KEY_MISSING("MR-C115"),
  BAD_FOLDER_VALUE("MR-C116"),
  COLUMN_TYPE("MR-C120"),
  NOT_PARQUET("MR-C121"),
  PARQUET_FEATURE("MR-C122"),
  NOT_AVRO("MR-C131"),
  AVRO_FIELD("MR-C132"),
  AVRO_CODEC("MR-C133"),
  AVRO_SCHEMA("MR-C134"),
  AVRO_DAMAGED("MR-C135"),
  NO_STATES("MR-C141"),
  OTHER_STATES("MR-C142"),
  STATES_DAMAGED("MR-C143");

  private final String code;

  FilesCode(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
