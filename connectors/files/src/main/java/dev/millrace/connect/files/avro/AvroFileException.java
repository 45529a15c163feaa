package dev.millrace.connect.files.avro;

import dev.millrace.connect.files.binding.FilesCode;
import dev.millrace.plan.Problem;
import java.io.IOException;

/** A file that cannot be read as it should: told as a problem before the run, or failing it. */
final class AvroFileException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  AvroFileException(FilesCode code, String what, String why, String fix) {
    super(new Problem(code, "", what, why, fix).toString());
    this.problem = new Problem(code, "", what, why, fix);
  }

  /** The file's structure is broken, so that it is not known what of it is lost. */
  static AvroFileException damaged(String file, long offset, String what) {
    return new AvroFileException(
        FilesCode.AVRO_DAMAGED,
        file + " is damaged at byte " + offset + ": " + what,
        "from there on it is not known how many records there were",
        "get the file again from where it came; if it is still being written, wait for its end");
  }

  static AvroFileException header(String file, String what) {
    return new AvroFileException(
        FilesCode.NOT_AVRO,
        file + " is no Avro file: " + what,
        "an Avro object container file starts with Obj, 1, its schema and codec",
        "take it out of the path, or get it again from where it came");
  }

  Problem problem(String port) {
    return new Problem(problem.code(), port, problem.what(), problem.why(), problem.fix());
  }
}
