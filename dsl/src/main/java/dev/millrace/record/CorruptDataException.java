package dev.millrace.record;

/** Encoded bytes that no version of this codec wrote: cut short, damaged, or of another shape. */
public final class CorruptDataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CorruptDataException(String message) {
    super(message);
  }
}
