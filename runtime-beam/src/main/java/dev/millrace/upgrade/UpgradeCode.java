package dev.millrace.upgrade;

import dev.millrace.plan.ErrorCode;

/** Why a stream does not go on with another definition. {@code docs/errors.md} explains each. */
public enum UpgradeCode implements ErrorCode {
  /** The file is no plan, or a damaged one. */
  NOT_A_PLAN("MR-U001"),
  /** The plan was written by a later version of Millrace. */
  NEWER_PLAN("MR-U002"),
  /** The plan is of another pipeline. */
  OTHER_PIPELINE("MR-U003"),
  /** State of a step cannot be read by the new definition. */
  INCOMPATIBLE("MR-U004"),
  /** State would be lost, and nobody said that it may be. */
  STATE_LOST("MR-U005"),
  /** A port is bound to other places than what waits to be published was made for. */
  OTHER_PLACES("MR-U006"),
  /** The note of what ports were bound to is damaged, or of another version. */
  UNREADABLE_BINDINGS("MR-U007");

  private final String code;

  UpgradeCode(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
