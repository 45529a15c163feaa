package dev.millrace.connect.files.parquet;

import dev.millrace.connect.Extent;
import java.util.ArrayList;
import java.util.List;

/** A file as extents: each has whole row groups, and together they are all bytes of the file. */
final class Extents {
  private Extents() {}

  /** A row group begins a new extent when the one before has enough bytes. */
  static List<Extent> cut(String name, Footer footer, long extentBytes) {
    List<Extent> extents = new ArrayList<>();
    long start = 0;
    long firstRow = 0;
    if (isInOrder(footer.groups())) {
      for (Footer.Group group : footer.groups()) {
        if (group.start() - start >= extentBytes) {
          extents.add(new Extent(name, start, group.start(), firstRow + 1));
          start = group.start();
          firstRow = group.firstRow();
        }
      }
    }
    extents.add(new Extent(name, start, footer.fileBytes(), firstRow + 1));
    return extents;
  }

  /** Some row groups of other writers may lie anywhere: such a file is not cut. */
  private static boolean isInOrder(List<Footer.Group> groups) {
    for (int i = 1; i < groups.size(); i++) {
      if (groups.get(i).start() <= groups.get(i - 1).start()) {
        return false;
      }
    }
    return true;
  }

  /** The row groups of an extent: those that begin in it. */
  static List<Footer.Group> groups(Footer footer, Extent extent) {
    return footer.groups().stream()
        .filter(group -> group.start() >= extent.start() && group.start() < extent.end())
        .toList();
  }
}
