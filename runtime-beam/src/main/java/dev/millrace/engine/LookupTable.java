package dev.millrace.engine;

import dev.millrace.plan.Problem;
import dev.millrace.plan.Step;
import dev.millrace.record.Block;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Codec;
import dev.millrace.record.Mix;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table in memory, found by key: encoded rows in arrays of bytes, and an
 * open-addressing index of one long for each of twice as many places as rows. There is no object
 * per row. Immutable, so that the threads of a process share one; each reads through a {@link
 * Reader} of its own.
 *
 * <p>Memory: the encoded rows, 16 bytes a row for the index, and about 6 for lengths and for the
 * number of the record that a row came from.
 *
 * <p>An entry is four variable-length numbers (record number, start of the key in the row, length
 * of the key, length of the row) and the row. A place of the index holds 24 bits of the key's hash
 * and, in 40 bits, one more than the entry's address: its chunk, and where it begins there.
 */
final class LookupTable {
  private static final int CHUNK_BITS = 20;
  private static final int CHUNK_BYTES = 1 << CHUNK_BITS;
  private static final int ADDRESS_BITS = 40;
  private static final long ADDRESS = (1L << ADDRESS_BITS) - 1;
  private static final long INDEX_BYTES = 2 * Long.BYTES;
  private static final long MOST_ROWS = 1L << 29;

  private final Shape<?> shape;
  private final byte[][] chunks;
  private final long[] index;
  private final long bytes;
  private final Tally held;

  private LookupTable(Shape<?> shape, byte[][] chunks, long[] index, long bytes, Tally held) {
    this.shape = shape;
    this.chunks = chunks;
    this.index = index;
    this.bytes = bytes;
    this.held = held;
  }

  /** Memory held, about. */
  long bytes() {
    return bytes;
  }

  /** All rows of the table by id and content, also those that have no key. */
  Tally held() {
    return held.copy();
  }

  private static int home(long hash, int places) {
    return (int) (((hash >>> 32) * places) >>> 32);
  }

  private static long tagged(long hash, long address) {
    return (hash << ADDRESS_BITS) | (address + 1);
  }

  /** Finds rows. Not thread-safe. */
  final class Reader {
    private static final int RECENT = 1 << 10;
    private static final int LARGE = 1 << 10;

    private final Codec<?> codec = shape.codec();
    private final ByteInput entry = new ByteInput(new byte[0]);
    private final long[] recentAddress = new long[RECENT];
    private final List<Optional<Object>> recent = new ArrayList<>();

    Reader() {
      for (int i = 0; i < RECENT; i++) {
        recent.add(Optional.empty());
      }
    }

    /**
     * The row of a key; empty when there is none. Rows found lately are the same object again,
     * unless they can be changed.
     *
     * @param key has the encoded key between {@code from} and {@code to}, without a presence byte
     */
    Optional<Object> find(byte[] key, int from, int to) {
      if (index.length == 0) {
        return Optional.empty();
      }
      long hash = Mix.of(key, from, to);
      int place = home(hash, index.length);
      while (index[place] != 0) {
        long address = (index[place] & ADDRESS) - 1;
        if (index[place] == tagged(hash, address) && isAt(address, key, from, to)) {
          return row(address, place & (RECENT - 1));
        }
        place = place + 1 == index.length ? 0 : place + 1;
      }
      return Optional.empty();
    }

    private boolean isAt(long address, byte[] key, int from, int to) {
      byte[] chunk = chunks[(int) (address >>> CHUNK_BITS)];
      int offset = (int) address & (CHUNK_BYTES - 1);
      entry.reset(chunk, offset, chunk.length - offset);
      entry.readVarLong();
      int keyStart = (int) entry.readVarLong();
      int keyLength = (int) entry.readVarLong();
      int rowLength = entry.readLength();
      int row = entry.position();
      entry.reset(chunk, row, rowLength);
      return Arrays.equals(chunk, row + keyStart, row + keyStart + keyLength, key, from, to);
    }

    /** The row that {@link #isAt} has just been at. */
    private Optional<Object> row(long address, int slot) {
      if (entry.remaining() > LARGE || shape.isMutable()) {
        return Optional.of(codec.decode(entry));
      }
      if (recentAddress[slot] != address + 1) {
        recent.set(slot, Optional.of(codec.decode(entry)));
        recentAddress[slot] = address + 1;
      }
      return recent.get(slot);
    }
  }

  /** A table that is being loaded. Not thread-safe. */
  static final class Builder {
    private final Step.Lookup step;
    private final long limit;
    private final TableRows rows;
    private final Tally held = new Tally();
    private final List<byte[]> chunks = new ArrayList<>();
    private final ByteOutput open = new ByteOutput(1 << 12);
    private final ByteOutput header = new ByteOutput();
    private final List<Stretch> partitions = new ArrayList<>();
    private long sealedBytes;
    private long size;

    /** Entries from an address on came from a partition. */
    private record Stretch(long address, String partition) {}

    /**
     * @param limit most bytes it may hold
     */
    Builder(Step.Lookup step, long limit) {
      this.step = step;
      this.limit = limit;
      this.rows = new TableRows(step);
    }

    /**
     * Adds rows.
     *
     * @throws StepFailedException when they are more than may be held
     */
    void add(RowBatch batch, Selection selected) {
      for (int i = 0; i < selected.size(); i++) {
        int row = selected.get(i);
        rows.encode(batch.block(), row);
        rows.count(batch, row, held);
        if (rows.hasKey(batch.block(), row)) {
          append(batch, row);
        }
      }
    }

    private void append(RowBatch batch, int row) {
      header.clear();
      header.writeVarLong(batch.position(row));
      header.writeVarLong(rows.keyStart());
      header.writeVarLong(rows.keyLength());
      header.writeVarLong(rows.row().size());
      if (open.size() > 0 && (long) open.size() + header.size() + rows.row().size() > CHUNK_BYTES) {
        seal();
      }
      note(batch.block().provenance().partition());
      open.writeBytes(header.array(), 0, header.size());
      open.writeBytes(rows.row().array(), 0, rows.row().size());
      size++;
      if (bytes() > limit || size > MOST_ROWS) {
        throw tooLarge();
      }
    }

    private void note(String partition) {
      if (partitions.isEmpty()
          || !partitions.get(partitions.size() - 1).partition().equals(partition)) {
        partitions.add(new Stretch((long) chunks.size() << CHUNK_BITS | open.size(), partition));
      }
    }

    private void seal() {
      chunks.add(open.toByteArray());
      sealedBytes += open.size();
      open.clear();
    }

    private long bytes() {
      return sealedBytes + open.size() + size * INDEX_BYTES;
    }

    /**
     * The table.
     *
     * @throws StepFailedException when two rows have one key
     */
    LookupTable build() {
      seal();
      long[] index = new long[(int) (2 * size)];
      for (int chunk = 0; chunk < chunks.size(); chunk++) {
        ByteInput in = new ByteInput(chunks.get(chunk));
        while (!in.isAtEnd()) {
          insert(index, (long) chunk << CHUNK_BITS | in.position());
          skip(in);
        }
      }
      return new LookupTable(
          step.table().shape(), chunks.toArray(byte[][]::new), index, bytes(), held);
    }

    private static void skip(ByteInput in) {
      in.readVarLong();
      in.readVarLong();
      in.readVarLong();
      in.skip(in.readLength());
    }

    private void insert(long[] index, long address) {
      Entry entry = entry(address);
      long hash = Mix.of(entry.chunk(), entry.keyStart(), entry.keyEnd());
      int place = home(hash, index.length);
      while (index[place] != 0) {
        long other = (index[place] & ADDRESS) - 1;
        if (index[place] == tagged(hash, other) && entry(other).hasKeyOf(entry)) {
          throw keyTwice(entry(other), other, entry, address);
        }
        place = place + 1 == index.length ? 0 : place + 1;
      }
      index[place] = tagged(hash, address);
    }

    /** An entry, opened while the index is made. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Entry(
        byte[] chunk, long record, int row, int rowLength, int keyStart, int keyEnd) {
      private boolean hasKeyOf(Entry other) {
        return Arrays.equals(chunk, keyStart, keyEnd, other.chunk, other.keyStart, other.keyEnd);
      }
    }

    private Entry entry(long address) {
      byte[] chunk = chunks.get((int) (address >>> CHUNK_BITS));
      int offset = (int) address & (CHUNK_BYTES - 1);
      ByteInput in = new ByteInput(chunk, offset, chunk.length - offset);
      long record = in.readVarLong();
      int keyStart = (int) in.readVarLong();
      int keyLength = (int) in.readVarLong();
      int rowLength = in.readLength();
      int key = in.position() + keyStart;
      return new Entry(chunk, record, in.position(), rowLength, key, key + keyLength);
    }

    private StepFailedException keyTwice(
        Entry first, long firstAddress, Entry second, long secondAddress) {
      return new StepFailedException(
          new Problem(
              RunCode.TABLE_KEY_TWICE,
              step.name() + " (" + step.site() + ")",
              "Two rows of its table have the "
                  + step.tableKey().name()
                  + " "
                  + Rejects.shortened(String.valueOf(keyOf(step.table().shape(), first)))
                  + ": "
                  + place(first, firstAddress)
                  + " and "
                  + place(second, secondAddress),
              "a table has one row for each key, and nobody has said which of them is meant",
              "mend the data, or leave one of them out before tableBy: filter(..), validate(..)"));
    }

    private <V> @Nullable Object keyOf(Shape<V> shape, Entry entry) {
      V row = shape.codec().decode(new ByteInput(entry.chunk(), entry.row(), entry.rowLength()));
      Provenance nowhere = Provenance.of("", new long[1], new long[1]);
      return Block.ofRows(shape, new Object[] {row}, Selection.all(1), nowhere)
          .value(step.tableKey().index(), 0);
    }

    private String place(Entry entry, long address) {
      String partition = "";
      for (Stretch stretch : partitions) {
        partition = stretch.address() <= address ? stretch.partition() : partition;
      }
      return "record " + entry.record() + " of " + partition;
    }

    private StepFailedException tooLarge() {
      return new StepFailedException(
          new Problem(
              RunCode.TABLE_TOO_LARGE,
              step.name() + " (" + step.site() + ")",
              "Its table is too large: "
                  + size
                  + " rows of it take "
                  + megabytes(bytes())
                  + " MB, and "
                  + megabytes(limit)
                  + " MB are left for it",
              "every worker process holds it in memory; the tables of a run may take a quarter of"
                  + " the heap",
              "map its rows to what is looked up in them, leave out rows that nobody asks for, or"
                  + " give the processes more memory (-Xmx)"));
    }

    private static String megabytes(long bytes) {
      return String.format(Locale.ROOT, "%.1f", bytes / 1e6);
    }
  }
}
