package dev.millrace.connect.files.avro;

/** Bytes that are no datum of their schema. What follows them cannot be told apart any more. */
final class MalformedException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedException(String message) {
    super(message, null, false, false);
  }
}
