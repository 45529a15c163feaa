package dev.millrace.connect;

import java.io.Serializable;
import java.util.List;

/**
 * A partition of a source in a bounded run: a file.
 *
 * @param name unique in the source and stable between runs, for people too: the path as bound
 * @param bytes its size
 * @param extents what it is cut into, in order; none for an empty partition
 */
public record InputPartition(String name, long bytes, List<Extent> extents)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public InputPartition {
    extents = List.copyOf(extents);
  }
}
