package dev.millrace.aggregate;

import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import java.util.Arrays;

/**
 * A column of exact sums of doubles, one for each slot (SEMANTICS S10). A sum is a function of the
 * multiset of its values: the order of additions, subtractions and merges changes neither a bit of
 * the result nor a byte of {@link #write}. It is rounded once, when it is asked for, half to even.
 *
 * <p>Finite values are added into a fixed-point number in two's complement, of which a slot stores
 * only the window of 64-bit chunks that it has touched: two chunks for amounts of ordinary size, 34
 * for values that span everything a double can be. NaN, infinities and negative zeros are tallied
 * beside it, so that they too can be subtracted. A slot takes 20 bytes and its chunks.
 *
 * <p>A slot may owe values: in one part of the data a retraction can stand without the value that
 * it retracts. Such a slot merges and is written like any other, but has no sum until the value has
 * been merged in.
 *
 * <p>A slot that {@link #grow} has not made room for throws {@link IndexOutOfBoundsException}. Not
 * thread-safe.
 */
final class ExactSums {
  private static final long FRACTION = (1L << 52) - 1;
  private static final long LEADING_BIT = 1L << 52;
  private static final int SPECIAL = 0x7FF;

  // Kinds of values that are counted and not added: places in a run of tallies.
  private static final int NEGATIVE_ZEROS = 0;
  private static final int NANS = 1;
  private static final int POSITIVE_INFINITIES = 2;
  private static final int NEGATIVE_INFINITIES = 3;

  /** How many kinds of values are counted and not added. */
  static final int TALLIES = 4;

  /**
   * So many chunks for each slot are kept when all are cleared: two for a sum, three of squares.
   */
  private static final int ORDINARY_CHUNKS = 4;

  /** So many are kept in any case: 1 KB. */
  private static final int FEW_CHUNKS = 128;

  /**
   * Two longs for each slot, side by side so that an addition misses the cache once for both: the
   * count, and the place of the chunks, packed as a {@link Window}.
   */
  private long[] heads = new long[0];

  /** One more than the start of a slot's tallies in the pool; zero while all of them are zero. */
  private int[] tallies = new int[0];

  private final ChunkPool pool = new ChunkPool();
  private final FixedPoint scratch = new FixedPoint();
  private final SumCodec codec = new SumCodec();

  /** Makes room for slots 0 to {@code slots - 1}; new ones are empty. Never shrinks. */
  void grow(int slots) {
    if (slots <= tallies.length) {
      return;
    }
    int capacity = Capacity.grown(tallies.length, slots);
    heads = Arrays.copyOf(heads, Math.multiplyExact(2, capacity));
    tallies = Arrays.copyOf(tallies, capacity);
  }

  /** Adds one value. Constant time; allocates only when the slot's window has to grow. */
  void add(int slot, double value) {
    heads[2 * slot]++;
    accumulate(slot, Double.doubleToRawLongBits(value), 0);
  }

  /** Takes one value back: the exact inverse of {@link #add}, also for NaN and infinities. */
  void subtract(int slot, double value) {
    heads[2 * slot]--;
    accumulate(slot, Double.doubleToRawLongBits(value), -1);
  }

  /** Values added less values subtracted; negative while more are owed than held. */
  long count(int slot) {
    return heads[2 * slot];
  }

  /**
   * The sum, rounded once. NaN when a NaN or infinities of both signs are among the values; an
   * infinity when one is, or when the sum rounds to one. A sum of nothing but negative zeros is
   * -0.0, any other that is zero 0.0.
   *
   * <p>An empty slot gives 0.0: what an empty sum means is for the caller to say, who has {@link
   * #count} to ask (S11).
   *
   * @throws IllegalStateException when the slot owes values: some were subtracted and never added
   */
  double sum(int slot) {
    return rounded(slot, 1);
  }

  /**
   * The exact sum divided by the count, rounded once: finite for finite values, even where their
   * sum is not. A negative mean too small for a double is -0.0. Otherwise as {@link #sum}, but an
   * empty slot gives NaN.
   *
   * @throws IllegalStateException as {@link #sum}
   */
  double mean(int slot) {
    long count = heads[2 * slot];
    return count == 0 && isSettled(slot) ? Double.NaN : rounded(slot, count);
  }

  /** Whether no NaN and no infinity is among the values. */
  boolean isFinite(int slot) {
    return tallied(slot, NANS) == 0
        && tallied(slot, POSITIVE_INFINITIES) == 0
        && tallied(slot, NEGATIVE_INFINITIES) == 0;
  }

  /** Where the finite values' sum, in two's complement, lies in {@link #chunks}: a Window. */
  long window(int slot) {
    return heads[2 * slot + 1];
  }

  /** The chunks of all sums. Valid until values are added or cleared. */
  long[] chunks() {
    return pool.chunks();
  }

  /** Adds all that a slot of a column, perhaps of this one, holds or owes. */
  void merge(int slot, ExactSums other, int otherSlot) {
    heads[2 * slot] += other.heads[2 * otherSlot];
    for (int kind = 0; kind < TALLIES; kind++) {
      tally(slot, kind, other.tallied(otherSlot, kind));
    }
    long window = other.heads[2 * otherSlot + 1];
    int length = Window.length(window);
    if (length > 0) {
      int low = Window.low(window);
      cover(slot, low, low + length);
      addChunks(slot, other.pool.chunks(), Window.start(window), low, length);
    }
  }

  /**
   * Writes what a slot holds, canonically: equal multisets of values give equal bytes. The caller
   * says which version of the layout it is: {@link SumCodec} describes this one.
   */
  void write(int slot, ByteOutput out) {
    SumCodec.write(out, heads[2 * slot], pool.chunks(), tallies[slot] - 1, heads[2 * slot + 1]);
  }

  /**
   * Adds what {@link #write} wrote.
   *
   * @throws dev.millrace.record.CorruptDataException when the bytes are not what {@code write}
   *     writes; the slot is then as it was
   */
  void merge(int slot, ByteInput in) {
    codec.read(in);
    addRead(slot);
  }

  /**
   * As {@link #merge(int, ByteInput)}, where nothing is ever subtracted: a state that owes values
   * is damage.
   */
  void mergeSettled(int slot, ByteInput in) {
    codec.read(in);
    codec.requireSettled();
    Counts.total(heads[2 * slot], codec.count());
    addRead(slot);
  }

  private void addRead(int slot) {
    heads[2 * slot] += codec.count();
    for (int kind = 0; kind < TALLIES; kind++) {
      tally(slot, kind, codec.tally(kind));
    }
    if (codec.length() > 0) {
      cover(slot, codec.low(), codec.low() + codec.length());
      addChunks(slot, codec.chunks(), 0, codec.low(), codec.length());
    }
  }

  /** Memory held, estimated in bytes: all of it, also what is room for growth. */
  long bytes() {
    return 20L * tallies.length + pool.bytes() + 16L * FixedPoint.CHUNKS + 256;
  }

  /** Empties all slots. Keeps their memory, but of chunks only as many as ordinary sums take. */
  void clear() {
    Arrays.fill(heads, 0);
    Arrays.fill(tallies, 0);
    pool.clear(Math.max(FEW_CHUNKS, ORDINARY_CHUNKS * tallies.length));
  }

  /** Empties a slot; what it took of the pool is for others to take. */
  void clear(int slot) {
    long window = heads[2 * slot + 1];
    if (Window.length(window) > 0) {
      pool.release(Window.start(window), Window.length(window));
    }
    if (tallies[slot] > 0) {
      pool.release(tallies[slot] - 1, TALLIES);
    }
    heads[2 * slot] = 0;
    heads[2 * slot + 1] = Window.NONE;
    tallies[slot] = 0;
  }

  /** Adds the double of these bits, or subtracts it where {@code flip} is -1 and not 0. */
  private void accumulate(int slot, long bits, long flip) {
    int exponent = (int) (bits >>> 52) & SPECIAL;
    long fraction = bits & FRACTION;
    long sign = (bits >> 63) ^ flip;
    if (exponent == 0) {
      if (fraction != 0) {
        addShifted(slot, fraction, FixedPoint.SPARE_BITS, sign);
      } else if (bits < 0) {
        tally(slot, NEGATIVE_ZEROS, flip | 1);
      }
    } else if (exponent != SPECIAL) {
      addShifted(slot, fraction | LEADING_BIT, exponent + FixedPoint.SPARE_BITS - 1, sign);
    } else if (fraction != 0) {
      tally(slot, NANS, flip | 1);
    } else {
      tally(slot, bits < 0 ? NEGATIVE_INFINITIES : POSITIVE_INFINITIES, flip | 1);
    }
  }

  /**
   * Adds {@code significand * 2^shift}, negated where {@code sign} is -1 and not 0. The significand
   * lies across two chunks; what it carries goes on into those above.
   */
  private void addShifted(int slot, long significand, int shift, long sign) {
    int chunk = shift >>> 6;
    long window = heads[2 * slot + 1];
    int index = chunk - Window.low(window);
    if (index < 0 || index + 2 > Window.length(window)) {
      window = cover(slot, chunk, chunk + 2);
      index = chunk - Window.low(window);
    }
    long[] chunks = pool.chunks();
    int at = Window.start(window) + index;
    // Two's complement: the inverted bits, and a carry of one into the lower chunk. A shift counts
    // modulo 64, so that ~shift is 63 - shift, and a shift of zero leaves nothing for the upper.
    long low = (significand << shift) ^ sign;
    long high = (significand >>> 1 >>> ~shift) ^ sign;
    long before = chunks[at];
    long after = before + low - sign;
    chunks[at] = after;
    long carry = carry(before, low, after);
    before = chunks[at + 1];
    after = before + high + carry;
    chunks[at + 1] = after;
    if (index + 2 == Window.length(window)) {
      if (overflows(before, high, after)) {
        lengthen(slot);
      }
    } else {
      carry = carry(before, high, after);
      if (sign + carry != 0) {
        ripple(slot, index + 2, sign, carry);
      }
    }
  }

  /** Adds a number whose chunks the slot's window covers. */
  private void addChunks(int slot, long[] source, int from, int low, int length) {
    long window = heads[2 * slot + 1];
    long[] chunks = pool.chunks();
    int index = low - Window.low(window);
    int start = Window.start(window) + index;
    long before = 0;
    long addend = 0;
    long after = 0;
    long carry = 0;
    for (int i = 0; i < length; i++) {
      before = chunks[start + i];
      addend = source[from + i];
      after = before + addend + carry;
      chunks[start + i] = after;
      carry = carry(before, addend, after);
    }
    if (index + length < Window.length(window)) {
      ripple(slot, index + length, addend >> 63, carry);
    } else if (overflows(before, addend, after)) {
      lengthen(slot);
    }
  }

  /** Adds the sign and the carry of a shorter number to the chunks above it. */
  private void ripple(int slot, int index, long sign, long carryIn) {
    long window = heads[2 * slot + 1];
    long[] chunks = pool.chunks();
    int top = Window.start(window) + Window.length(window) - 1;
    long carry = carryIn;
    for (int at = Window.start(window) + index; sign + carry != 0; at++) {
      long before = chunks[at];
      long after = before + sign + carry;
      chunks[at] = after;
      if (at == top) {
        if (overflows(before, sign, after)) {
          lengthen(slot);
        }
        return;
      }
      carry = carry(before, sign, after);
    }
  }

  /** Carry out of {@code left + right}, or of {@code left + right + 1}. */
  private static long carry(long left, long right, long total) {
    return ((left & right) | ((left | right) & ~total)) >>> 63;
  }

  private static boolean overflows(long left, long right, long total) {
    return ((left ^ total) & (right ^ total)) < 0;
  }

  /** Adds a chunk above one whose sign bit an overflow has turned over. */
  private void lengthen(int slot) {
    long window = heads[2 * slot + 1];
    int length = Window.length(window);
    int low = Window.low(window);
    int start = Window.start(cover(slot, low, low + length + 1));
    long[] chunks = pool.chunks();
    chunks[start + length] = ~chunks[start + length];
  }

  /** Widens a slot's window to hold the chunks from {@code low} to before {@code end}. */
  private long cover(int slot, int low, int end) {
    long old = heads[2 * slot + 1];
    int oldLow = Window.low(old);
    int oldLength = Window.length(old);
    int newLow = oldLength == 0 ? low : Math.min(low, oldLow);
    int newEnd = oldLength == 0 ? end : Math.max(end, oldLow + oldLength);
    if (newEnd - newLow == oldLength) {
      return old;
    }
    int start = pool.allocate(newEnd - newLow);
    if (oldLength > 0) {
      long[] chunks = pool.chunks();
      int copy = start + oldLow - newLow;
      System.arraycopy(chunks, Window.start(old), chunks, copy, oldLength);
      long sign = chunks[copy + oldLength - 1] >> 63;
      Arrays.fill(chunks, copy + oldLength, start + newEnd - newLow, sign);
      pool.release(Window.start(old), oldLength);
    }
    heads[2 * slot + 1] = Window.of(start, newLow, newEnd - newLow);
    return heads[2 * slot + 1];
  }

  private void tally(int slot, int kind, long times) {
    if (times == 0) {
      return;
    }
    if (tallies[slot] == 0) {
      tallies[slot] = pool.allocate(TALLIES) + 1;
    }
    pool.chunks()[tallies[slot] - 1 + kind] += times;
  }

  private long tallied(int slot, int kind) {
    int start = tallies[slot] - 1;
    return start < 0 ? 0 : pool.chunks()[start + kind];
  }

  private double rounded(int slot, long divisor) {
    if (!isSettled(slot)) {
      throw new IllegalStateException(
          "Slot " + slot + " owes values: some were subtracted that were never added.");
    }
    boolean positive = tallied(slot, POSITIVE_INFINITIES) > 0;
    boolean negative = tallied(slot, NEGATIVE_INFINITIES) > 0;
    if (tallied(slot, NANS) > 0 || (positive && negative)) {
      return Double.NaN;
    }
    if (positive || negative) {
      return positive ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }
    if (scratch.isZero()) {
      long negativeZeros = tallied(slot, NEGATIVE_ZEROS);
      return negativeZeros > 0 && negativeZeros == heads[2 * slot] ? -0.0 : 0.0;
    }
    if (divisor > 1) {
      scratch.divideBy(divisor);
    }
    return scratch.toDouble();
  }

  /**
   * Loads the scratch pad; false when the counts show that values are owed. A debt that the counts
   * do not show, one value taken for another, leaves a sum all the same.
   */
  private boolean isSettled(int slot) {
    long window = heads[2 * slot + 1];
    scratch.load(pool.chunks(), Window.start(window), Window.low(window), Window.length(window));
    long others = heads[2 * slot];
    boolean owes = false;
    for (int kind = 0; kind < TALLIES; kind++) {
      long tallied = tallied(slot, kind);
      owes |= tallied < 0;
      others -= tallied;
    }
    return !owes && (others > 0 || (others == 0 && scratch.isZero()));
  }
}
