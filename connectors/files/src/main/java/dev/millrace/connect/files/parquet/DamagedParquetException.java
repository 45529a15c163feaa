package dev.millrace.connect.files.parquet;

import dev.millrace.connect.files.binding.FilesCode;
import java.io.IOException;

/** Bytes of a file that are not what Parquet says they are. Names the file and the place in it. */
final class DamagedParquetException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What is wrong, without the place: whoever knows more of it adds that by {@link #at}. */
  DamagedParquetException(String what) {
    super(what);
  }

  private DamagedParquetException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The same, told with its place: {@code in/a.parquet, row group 2, column price, byte 70}. */
  static DamagedParquetException at(String place, Throwable cause) {
    String what = cause instanceof IOException ? cause.getMessage() : cause.toString();
    return new DamagedParquetException(
        "["
            + FilesCode.NOT_PARQUET.code()
            + "] "
            + place
            + ": "
            + what
            + ". The file is damaged, or was changed while it was read: write it again.",
        cause);
  }
}
