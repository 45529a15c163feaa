package dev.millrace.connect.files.avro;

import dev.millrace.connect.Extent;
import dev.millrace.connect.InputPartition;
import dev.millrace.connect.files.binding.BoundPath;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts files into extents at blocks. Only the headers of blocks are read: they say how many records
 * come before.
 */
final class BlockCutter {
  /** Enough for the end of one block and the start of the next, and no more is read for it. */
  private static final int WINDOW = 4096;

  private BlockCutter() {}

  static InputPartition partition(BoundPath.Found found, long extentBytes) throws IOException {
    long size = Files.size(found.file());
    if (size <= extentBytes) {
      return new InputPartition(found.name(), size, List.of(new Extent(found.name(), 0, size, 1)));
    }
    try (FileWindow in = new FileWindow(found.name(), found.file(), 0, size, WINDOW)) {
      return new InputPartition(found.name(), size, cut(found.name(), in, extentBytes));
    }
  }

  private static List<Extent> cut(String name, FileWindow in, long extentBytes) throws IOException {
    List<Extent> extents = new ArrayList<>();
    AvroHeader header = AvroHeader.read(in);
    long start = 0;
    long first = 1;
    long next = 1;
    try {
      while (in.remaining() > 0) {
        BlockHeader block = BlockHeader.read(in);
        in.seek(block.size());
        block.readSync(in, header.sync());
        next = Math.addExact(next, block.records());
        if (in.offset() - start >= extentBytes && in.remaining() > 0) {
          extents.add(new Extent(name, start, in.offset(), first));
          start = in.offset();
          first = next;
        }
      }
    } catch (AvroFileException | ArithmeticException damaged) {
      // What is damaged stays in one piece: whoever reads it tells.
      in.seek(in.remaining());
    }
    extents.add(new Extent(name, start, in.offset(), first));
    return extents;
  }
}
