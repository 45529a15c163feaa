package dev.millrace.engine;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Temporary files of {@link Entry entries} that did not fit into memory, gone through either one
 * file after the other or, when each is in order, merged. They lie in the JVM's temporary folder
 * until they are closed; then others may be written. Not thread-safe.
 *
 * <p>Memory: a buffer and one entry for each file that is open. {@link #merge} opens all.
 */
final class SpillFiles implements AutoCloseable {
  static final int BUFFER_BYTES = 1 << 16;

  private final List<Path> files = new ArrayList<>();

  boolean isEmpty() {
    return files.isEmpty();
  }

  /** Begins another file, for entries; the caller closes it. */
  OutputStream create() throws IOException {
    Path file = Files.createTempFile("millrace-spill-", ".run");
    files.add(file);
    return new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES);
  }

  /** Shows all entries in the order they were written. */
  void forEach(Entry.Visitor visitor) throws IOException {
    for (Path file : files) {
      try (EntryReader reader = new EntryReader(file)) {
        while (reader.next()) {
          visitor.visit(reader.entry());
        }
      }
    }
  }

  /** Takes the files whose next entries have the same sort key: one at least, the least of all. */
  interface MergeVisitor {
    void visit(List<EntryReader> same) throws IOException;
  }

  /**
   * Goes through the entries of all files together, in the order of their sort keys, given that
   * each file is in that order. Which of two entries with one sort key comes first is open.
   */
  void merge(MergeVisitor visitor) throws IOException {
    List<EntryReader> open = new ArrayList<>();
    try {
      for (Path file : files) {
        open.add(new EntryReader(file));
      }
      merge(open, visitor);
    } finally {
      for (EntryReader reader : open) {
        reader.close();
      }
    }
  }

  private static void merge(List<EntryReader> readers, MergeVisitor visitor) throws IOException {
    PriorityQueue<EntryReader> heads = new PriorityQueue<>();
    advance(readers, heads);
    List<EntryReader> same = new ArrayList<>();
    while (!heads.isEmpty()) {
      same.clear();
      EntryReader least = heads.remove();
      same.add(least);
      while (!heads.isEmpty() && heads.element().compareTo(least) == 0) {
        same.add(heads.remove());
      }
      visitor.visit(same);
      advance(same, heads);
    }
  }

  private static void advance(List<EntryReader> readers, PriorityQueue<EntryReader> heads)
      throws IOException {
    for (EntryReader reader : readers) {
      if (reader.next()) {
        heads.add(reader);
      }
    }
  }

  /** Deletes all files. */
  @Override
  public void close() {
    for (Path file : files) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UncheckedIOException("a spilled file cannot be deleted: " + file, e);
      }
    }
    files.clear();
  }
}
