package dev.millrace.record;

/** The kinds of value a component can have, and the array that holds them in a block. */
public enum Kind {
  BOOLEAN(Storage.LONGS),
  BYTE(Storage.LONGS),
  SHORT(Storage.LONGS),
  CHAR(Storage.LONGS),
  INT(Storage.LONGS),
  LONG(Storage.LONGS),
  FLOAT(Storage.DOUBLES),
  DOUBLE(Storage.DOUBLES),
  STRING(Storage.OBJECTS),
  /** The constant's ordinal. */
  ENUM(Storage.LONGS),
  /** Microseconds since 1970-01-01T00:00Z, floored (SEMANTICS S1). */
  INSTANT(Storage.LONGS),
  /** Days since 1970-01-01. */
  LOCAL_DATE(Storage.LONGS),
  /** Nanoseconds: about 292 years either way. */
  DURATION(Storage.LONGS),
  DECIMAL(Storage.OBJECTS),
  BYTES(Storage.OBJECTS),
  FLOATS(Storage.OBJECTS),
  NESTED(Storage.OBJECTS),
  OPTIONAL(Storage.OBJECTS),
  LIST(Storage.OBJECTS),
  /** Keys are text. */
  MAP(Storage.OBJECTS);

  /** How a column keeps its values. */
  public enum Storage {
    LONGS,
    DOUBLES,
    OBJECTS
  }

  private final Storage storage;

  Kind(Storage storage) {
    this.storage = storage;
  }

  public Storage storage() {
    return storage;
  }
}
