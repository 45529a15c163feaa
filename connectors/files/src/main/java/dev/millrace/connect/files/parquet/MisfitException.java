package dev.millrace.connect.files.parquet;

import dev.millrace.connect.files.binding.FilesCode;

/** A column that a component cannot be read from: found before the first row, told as a problem. */
final class MisfitException extends Exception {
  private static final long serialVersionUID = 1L;

  private final FilesCode code;
  private final String why;
  private final String fix;

  private MisfitException(FilesCode code, String what, String why, String fix) {
    super(what);
    this.code = code;
    this.why = why;
    this.fix = fix;
  }

  static MisfitException type(SchemaNode node, String component, String type, String wanted) {
    return new MisfitException(
        FilesCode.COLUMN_TYPE,
        "column '"
            + node.path()
            + "' is "
            + node.describe()
            + ", which component '"
            + component
            + "' of type "
            + type
            + " cannot hold",
        "values would be changed or lost",
        "give the component a type that holds it, or write the column as " + wanted);
  }

  static MisfitException localTime(SchemaNode node, String component) {
    return new MisfitException(
        FilesCode.TIME_WITHOUT_ZONE,
        "column '"
            + node.path()
            + "' is "
            + node.describe()
            + ", and component '"
            + component
            + "' is an Instant",
        "a local time is an instant only where one knows whose clock it was",
        "say where the clock stood: zone(ZoneId.of(\"Europe/London\"))");
  }

  static MisfitException missing(SchemaNode group, String component) {
    return new MisfitException(
        FilesCode.COLUMN_MISSING,
        "group '"
            + group.path()
            + "' has no single column for component '"
            + component
            + "'; its columns are "
            + String.join(", ", group.childNames()),
        "every row would be without it",
        "read a row whose components are the columns that there are");
  }

  static MisfitException unit(SchemaNode node, String component) {
    return new MisfitException(
        FilesCode.COLUMN_TYPE,
        "column '"
            + node.path()
            + "' is "
            + node.describe()
            + " and does not say in which unit, which component '"
            + component
            + "' of type Duration needs",
        "a number without a unit is no duration",
        "read it as a long; files that Millrace wrote name the unit in their metadata");
  }

  FilesCode code() {
    return code;
  }

  String why() {
    return why;
  }

  String fix() {
    return fix;
  }
}
