package dev.millrace.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Collects text: what comes as UTF-8 in one array of bytes, what comes as a String as it is. */
final class TextColumnBuilder extends CheckedColumnBuilder {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private byte[] utf8;
  private int used;
  private int[] starts;
  private int[] ends;
  private @Nullable Object @Nullable [] strings;
  private long stringBytes;

  TextColumnBuilder(ObjectComponent component, int rows) {
    super(component.component(), component.label());
    this.utf8 = new byte[8 * rows];
    this.starts = new int[rows];
    this.ends = new int[rows];
  }

  @Override
  public void appendUtf8(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length > utf8.length - used) {
      utf8 = Arrays.copyOf(utf8, Math.max(Math.addExact(used, length), grown(used)));
    }
    copy(bytes, from, utf8, used, length);
    append(used, used + length);
    used += length;
  }

  /** Short text goes by words, which may copy more than asked: what is behind is written later. */
  private static void copy(byte[] source, int from, byte[] target, int to, int length) {
    int room = Math.min(source.length - from, target.length - to);
    if (length <= 2 * Long.BYTES && room >= 2 * Long.BYTES) {
      WORD.set(target, to, (long) WORD.get(source, from));
      WORD.set(target, to + Long.BYTES, (long) WORD.get(source, from + Long.BYTES));
    } else {
      System.arraycopy(source, from, target, to, length);
    }
  }

  @Override
  public void appendObject(Object value) {
    String text = (String) value;
    int row = append(ObjectColumn.NOT_UTF8, ObjectColumn.NOT_UTF8);
    if (strings == null || row >= strings.length) {
      strings = strings == null ? new Object[starts.length] : Arrays.copyOf(strings, starts.length);
    }
    strings[row] = text;
    stringBytes += weigh(text);
  }

  @Override
  void appendBlank() {
    append(ObjectColumn.NOT_UTF8, ObjectColumn.NOT_UTF8);
  }

  @Override
  void truncated(int newSize) {
    for (int row = newSize; row < size(); row++) {
      if (starts[row] >= 0) {
        used = Math.min(used, starts[row]);
      } else if (strings != null && row < strings.length && strings[row] != null) {
        stringBytes -= weigh((String) strings[row]);
        strings[row] = null;
      }
    }
  }

  @Override
  public long bytes() {
    return used + stringBytes + 8L * size();
  }

  @Override
  Column take(int size, boolean @Nullable [] nulls) {
    Column column =
        new ObjectColumn(
            strings == null ? null : Arrays.copyOf(strings, size),
            Arrays.copyOf(utf8, used),
            Arrays.copyOf(starts, size),
            Arrays.copyOf(ends, size),
            nulls);
    used = 0;
    strings = null;
    stringBytes = 0;
    return column;
  }

  private int append(int start, int end) {
    int row = nextRow();
    if (row == starts.length) {
      starts = Arrays.copyOf(starts, grown(row));
      ends = Arrays.copyOf(ends, starts.length);
    }
    starts[row] = start;
    ends[row] = end;
    return row;
  }

  private static long weigh(String text) {
    return 48L + text.length();
  }
}
