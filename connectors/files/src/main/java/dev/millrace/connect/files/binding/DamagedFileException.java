package dev.millrace.connect.files.binding;

import java.io.IOException;

/** A file whose bytes are not what its format asks for, so that it cannot be read on. */
public final class DamagedFileException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String what;

  /**
   * @param name of the file, as bound
   * @param offset how many of its bytes had been taken when the damage was found
   * @param why a half sentence
   */
  public DamagedFileException(String name, long offset, String why) {
    this(name + " is damaged at byte " + offset + ": " + why);
  }

  private DamagedFileException(String what) {
    super(
        "["
            + FilesCode.DAMAGED.code()
            + "] "
            + what
            + ". What is behind that place cannot be read, and a run reads all of its input: take"
            + " the file once more from where it came.");
    this.what = what;
  }

  /** The file, the place and the reason, without code and advice. */
  public String what() {
    return what;
  }
}
