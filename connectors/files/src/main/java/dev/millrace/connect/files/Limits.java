package dev.millrace.connect.files;

import java.io.Serializable;

/** How much a worker is ready to hold of one record. In bytes. */
record Limits(int field, int record) implements Serializable {
  private static final long serialVersionUID = 1L;
  static final Limits DEFAULT = new Limits(1 << 20, 1 << 24);
  private static final int GREATEST = 1 << 29;

  Limits {
    if (field < 1 || field > record || record > GREATEST) {
      throw new IllegalArgumentException(
          "limits are 1 <= field <= record <= "
              + GREATEST
              + " bytes, but field is "
              + field
              + " and record is "
              + record);
    }
  }
}
