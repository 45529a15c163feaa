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
 * @param version which state of the partition the binding has listed, in words of its own, so that
 *     it opens that state or fails; empty where the binding says nothing
 */
public record Extent(String partition, long start, long end, long firstPosition, String version)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public Extent(String partition, long start, long end, long firstPosition) {
    this(partition, start, end, firstPosition, "");
  }

  /** The same stretch of a state of the partition. */
  public Extent withVersion(String listed) {
    return new Extent(partition, start, end, firstPosition, listed);
  }

  public long bytes() {
    return end - start;
  }
}
