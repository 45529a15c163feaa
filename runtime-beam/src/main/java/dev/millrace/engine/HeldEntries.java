package dev.millrace.engine;

import dev.millrace.record.ByteOutput;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Entries that are gone through several times, in the order they came. What exceeds the budget lies
 * on disk, in the JVM's temporary folder. Not thread-safe.
 */
final class HeldEntries implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final long budget;
  private final ByteOutput entries = new ByteOutput();
  private @Nullable Path file;
  private boolean empty = true;

  HeldEntries(long budget) {
    this.budget = budget;
  }

  boolean isEmpty() {
    return empty;
  }

  void add(Entry entry) throws IOException {
    empty = false;
    entry.copyTo(entries);
    if (entries.size() >= budget) {
      append();
    }
  }

  /** Puts what is in memory behind what is on disk. */
  private void append() throws IOException {
    if (file == null) {
      file = Files.createTempFile("millrace-join-", ".run");
    }
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
      out.write(entries.array(), 0, entries.size());
    }
    entries.clear();
  }

  /** Shows all entries, first to last. */
  void forEach(SortedEntries.Visitor visitor) throws IOException {
    if (file != null) {
      forEachOnDisk(file, visitor);
    }
    Entry entry = new Entry();
    int at = 0;
    while (at < entries.size()) {
      at = entry.at(entries.array(), at, entries.size());
      visitor.visit(entry);
    }
  }

  private static void forEachOnDisk(Path file, SortedEntries.Visitor visitor) throws IOException {
    Entry entry = new Entry();
    byte[] bytes = new byte[1 << 12];
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES))) {
      long rest = Files.size(file);
      while (rest > 0) {
        int read = in.readNBytes(bytes, 0, Entry.HEADER);
        if (read < Entry.HEADER) {
          throw new EOFException("held entries end early");
        }
        int length = Entry.length(bytes);
        if (bytes.length < length) {
          bytes = java.util.Arrays.copyOf(bytes, Math.max(length, 2 * bytes.length));
        }
        in.readFully(bytes, Entry.HEADER, length - Entry.HEADER);
        entry.at(bytes, 0, length);
        visitor.visit(entry);
        rest -= length;
      }
    }
  }

  /** Forgets all entries. */
  void clear() {
    close();
    entries.clear();
    empty = true;
  }

  /** Deletes what lies on disk. */
  @Override
  public void close() {
    if (file != null) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UncheckedIOException("held entries cannot be deleted: " + file, e);
      }
      file = null;
    }
  }
}
