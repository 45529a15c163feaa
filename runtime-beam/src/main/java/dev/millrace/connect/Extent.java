package dev.millrace.connect;

import java.io.Serializable;

/**
 * A stretch of a partition that one worker reads.
 *
 * @param partition the partition's name
 * @param start first byte
 * @param end the byte after the last
 * @param firstPosition the position of the first row (a line, an offset), so that positions do not
 *     depend on the cut
 */
public record Extent(String partition, long start, long end, long firstPosition)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public long bytes() {
    return end - start;
  }
}
