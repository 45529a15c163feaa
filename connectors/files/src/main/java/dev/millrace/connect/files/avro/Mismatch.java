package dev.millrace.connect.files.avro;

import dev.millrace.connect.files.binding.FilesCode;
import dev.millrace.plan.Problem;

/**
 * Something about a schema that keeps its records from being rows of a shape.
 *
 * @param what goes on behind the file's name: {@code has no field for component 'price'}
 */
record Mismatch(FilesCode code, String what, String why, String fix) {
  /**
   * @param files {@code a.avro (and 2 other files)}
   */
  Problem problem(String port, String files) {
    return new Problem(code, port, files + " " + what, why, fix);
  }

  AvroFileException exception(String file) {
    return new AvroFileException(code, file + " " + what, why, fix);
  }
}
