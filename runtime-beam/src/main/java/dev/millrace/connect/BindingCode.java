package dev.millrace.connect;

import dev.millrace.plan.ErrorCode;

/** The mistakes that can be made in bindings, typed or in YAML. */
public enum BindingCode implements ErrorCode {
  /** The bindings file cannot be read, or is not UTF-8. */
  UNREADABLE("MR-B001"),
  /** The bindings file is not YAML. */
  MALFORMED("MR-B002"),
  /** The bindings file is larger, deeper or more entangled than bindings can be. */
  TOO_LARGE("MR-B003"),
  /** A YAML tag, {@code !!int}. */
  TAG("MR-B004"),
  /** An alias of an anchor that is not there, or that is still open. */
  UNKNOWN_ANCHOR("MR-B005"),
  /** A key that stands twice in one mapping. */
  DUPLICATE_KEY("MR-B006"),
  /** A key that nobody asks for. */
  UNKNOWN_KEY("MR-B007"),
  /** A key that has to be there. */
  MISSING_KEY("MR-B008"),
  /** A list where text is wanted, a word where a number is. */
  WRONG_TYPE("MR-B009"),
  /** A word that is not one of the allowed ones. */
  WRONG_CHOICE("MR-B010"),
  /** None, or two, of keys of which exactly one has to be there. */
  NOT_EXACTLY_ONE("MR-B011"),
  /** An environment variable that is not set. */
  UNSET_VARIABLE("MR-B012"),
  /** A <code>${</code> that does not start a variable. */
  BROKEN_VARIABLE("MR-B013"),
  /** A binding of a port that the pipeline does not have. */
  UNKNOWN_PORT("MR-B014"),
  /** A port of the pipeline with no binding. */
  UNBOUND_PORT("MR-B015"),
  /** A port that is bound more than once. */
  BOUND_TWICE("MR-B016"),
  /** A binding made for a port of the same name and another type. */
  OTHER_TYPE("MR-B017"),
  /** A connector that is not on the class path. */
  UNKNOWN_CONNECTOR("MR-B018"),
  /** A connector that cannot be used in this direction. */
  UNSUPPORTED("MR-B019"),
  /** A connector said no to a setting. */
  REFUSED("MR-B020"),
  /** Two bindings whose folders are the same, or one inside the other. */
  SAME_FOLDER("MR-B021"),
  /** Rows of another shape than the port's. */
  OTHER_SHAPE("MR-B022"),
  /** All outputs are sent somewhere, and no folder is given for the manifest. */
  NOWHERE_TO_PUBLISH("MR-B023");

  private final String code;

  BindingCode(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
