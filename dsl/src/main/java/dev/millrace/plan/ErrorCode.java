package dev.millrace.plan;

import java.io.Serializable;

/**
 * A stable code for one kind of mistake, listed in {@code docs/errors.md}. Each area has an enum of
 * its own; a test of that area fails when the page lacks one of its codes.
 */
public interface ErrorCode extends Serializable {
  /** {@code MR-}, a letter for the area and three digits: {@code MR-F004}. */
  String code();
}
