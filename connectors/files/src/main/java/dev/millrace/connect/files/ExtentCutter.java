package dev.millrace.connect.files;

import dev.millrace.connect.Extent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a file into extents at the ends of records. It reads all of it but for the last extent,
 * since positions are lines, but where a line is a record only counts. An extent can be read on its
 * own: a cut is made only where no scan before it had to look at a byte behind it.
 */
final class ExtentCutter {
  private ExtentCutter() {}

  /**
   * @param scanner over the whole file
   * @param size of the file
   * @return consecutive extents of at least {@code extentBytes} each, but for the last; the first
   *     one holds the first record that is not blank
   */
  static List<Extent> cut(String name, RecordScanner scanner, long size, long extentBytes)
      throws IOException {
    List<Extent> extents = new ArrayList<>();
    long start = 0;
    long startLine = 1;
    boolean sawRecord = false;
    while (size - start > extentBytes && scanner.next()) {
      sawRecord |= !scanner.isBlank();
      long end = scanner.in.offset(scanner.end);
      boolean isLongEnough = end - start >= extentBytes;
      if (isLongEnough && sawRecord && end >= scanner.furthest && end < size) {
        extents.add(new Extent(name, start, end, startLine));
        start = end;
        startLine = scanner.nextLine;
      } else if (sawRecord) {
        scanner.passPlain(start + extentBytes);
      }
    }
    extents.add(new Extent(name, start, size, startLine));
    return extents;
  }
}
