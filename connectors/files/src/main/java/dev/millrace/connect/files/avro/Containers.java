package dev.millrace.connect.files.avro;

import dev.millrace.connect.files.binding.OneRow;
import dev.millrace.connect.files.binding.OneValue;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Shape;
import dev.millrace.record.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Readers of what holds other values, and of what may be missing. */
final class Containers {
  private Containers() {}

  /** What becomes of a null. */
  enum Absence {
    NULL,
    EMPTY,
    REFUSED;

    /**
     * @param how the field is: {@code null}, {@code missing}
     */
    boolean append(String rule, String how, ColumnBuilder out, Faults faults) {
      switch (this) {
        case NULL -> out.appendNull();
        case EMPTY -> out.appendObject(Optional.empty());
        case REFUSED -> {
          return faults.add(rule, "a value; the field is " + how, null);
        }
      }
      return true;
    }
  }

  /** A value that is never there: of a field that the file does not have, or of type null. */
  static final class Absent extends ValueReader {
    private final String rule;
    private final Absence absence;

    Absent(String rule, Absence absence) {
      this.rule = rule;
      this.absence = absence;
    }

    @Override
    boolean mayRefuse() {
      return absence == Absence.REFUSED;
    }

    @Override
    boolean read(DatumInput in, ColumnBuilder out, Faults faults) {
      return absence.append(rule, "missing", out, faults);
    }
  }

  /** The default of a field that the file does not have; nothing of the file is read. */
  static final class Default extends ValueReader {
    private final byte[] bytes;
    private final ValueReader value;
    private final DatumInput in = new DatumInput();

    /**
     * @param bytes the default in binary
     * @param value reads it
     */
    Default(byte[] bytes, ValueReader value) {
      this.bytes = bytes;
      this.value = value;
    }

    @Override
    boolean mayRefuse() {
      return value.mayRefuse();
    }

    @Override
    boolean read(DatumInput file, ColumnBuilder out, Faults faults) throws MalformedException {
      in.reset(bytes, 0, bytes.length);
      return value.read(in, out, faults);
    }
  }

  /** A union of null and something. */
  static final class Nullable extends ValueReader {
    private final String rule;
    private final int nullBranch;
    private final ValueReader value;
    private final Absence absence;

    Nullable(String rule, int nullBranch, ValueReader value, Absence absence) {
      this.rule = rule;
      this.nullBranch = nullBranch;
      this.value = value;
      this.absence = absence;
    }

    @Override
    boolean mayRefuse() {
      return absence == Absence.REFUSED || value.mayRefuse();
    }

    @Override
    boolean read(DatumInput in, ColumnBuilder out, Faults faults) throws MalformedException {
      int branch = in.readIndex(2, "a union's branch");
      return branch == nullBranch
          ? absence.append(rule, "null", out, faults)
          : value.read(in, out, faults);
    }
  }

  /** A union of one branch. */
  static final class OnlyBranch extends ValueReader {
    private final ValueReader value;

    OnlyBranch(ValueReader value) {
      this.value = value;
    }

    @Override
    boolean mayRefuse() {
      return value.mayRefuse();
    }

    @Override
    boolean read(DatumInput in, ColumnBuilder out, Faults faults) throws MalformedException {
      in.readIndex(1, "a union's branch");
      return value.read(in, out, faults);
    }
  }

  /** A value that is there, as an Optional. */
  static final class Present extends ValueReader {
    private final ValueReader value;
    private final OneValue cell;

    Present(ValueType element, ValueReader value) {
      this.value = value;
      this.cell = new OneValue(element);
    }

    @Override
    boolean mayRefuse() {
      return value.mayRefuse();
    }

    @Override
    boolean read(DatumInput in, ColumnBuilder out, Faults faults) throws MalformedException {
      if (!value.read(in, cell, faults)) {
        return false;
      }
      out.appendObject(Optional.of(cell.get()));
      return true;
    }
  }

  /** Bytes, or a string's bytes, or a fixed's. */
  static final class Bytes extends ValueReader {
    private final int fixedSize;

    /**
     * @param fixedSize of a fixed; negative for what says its length
     */
    Bytes(int fixedSize) {
      this.fixedSize = fixedSize;
    }

    @Override
    boolean mayRefuse() {
      return false;
    }

    @Override
    boolean read(DatumInput in, ColumnBuilder out, Faults faults) throws MalformedException {
      int length = fixedSize < 0 ? in.readLength() : fixedSize;
      int from = in.position();
      in.skip(length);
      out.appendObject(Arrays.copyOfRange(in.bytes(), from, from + length));
      return true;
    }
  }

  /** An array of floats. */
  static final class Floats extends ValueReader {
    @Override
    boolean mayRefuse() {
      return false;
    }

    @Override
    boolean read(DatumInput in, ColumnBuilder out, Faults faults) throws MalformedException {
      float[] all = new float[0];
      for (int count = in.readCount(Float.BYTES); count != 0; count = in.readCount(Float.BYTES)) {
        int before = all.length;
        all = Arrays.copyOf(all, before + count);
        for (int i = before; i < all.length; i++) {
          all[i] = in.readFloat();
        }
      }
      out.appendObject(all);
      return true;
    }
  }

  /** An array. Grows as items arrive. */
  static final class Items extends ValueReader {
    private final ValueReader item;
    private final OneValue cell;
    private final int leastBytes;

    Items(ValueType element, ValueReader item, int leastBytes) {
      this.item = item;
      this.cell = new OneValue(element);
      this.leastBytes = leastBytes;
    }

    @Override
    boolean mayRefuse() {
      return item.mayRefuse();
    }

    @Override
    boolean read(DatumInput in, ColumnBuilder out, Faults faults) throws MalformedException {
      List<Object> items = new ArrayList<>();
      Faults mine = faults;
      boolean good = true;
      for (int count = in.readCount(leastBytes); count != 0; count = in.readCount(leastBytes)) {
        for (int i = 0; i < count; i++) {
          if (item.read(in, cell, mine)) {
            items.add(cell.get());
          } else if (good) {
            // The first bad item of an array is told; the others go nowhere.
            good = false;
            mine = new Faults();
          }
        }
      }
      if (good) {
        out.appendObject(Collections.unmodifiableList(items));
      }
      return good;
    }
  }

  /** A map. A key that comes twice is refused: one of its values would be lost. */
  static final class Entries extends ValueReader {
    private final String rule;
    private final ValueReader value;
    private final OneValue cell;
    private final int leastBytes;

    Entries(String rule, ValueType element, ValueReader value, int leastBytes) {
      this.rule = rule;
      this.value = value;
      this.cell = new OneValue(element);
      this.leastBytes = leastBytes;
    }

    @Override
    boolean read(DatumInput in, ColumnBuilder out, Faults faults) throws MalformedException {
      Map<String, Object> entries = new LinkedHashMap<>();
      Faults mine = faults;
      boolean good = true;
      for (int count = in.readCount(leastBytes); count != 0; count = in.readCount(leastBytes)) {
        for (int i = 0; i < count; i++) {
          boolean entry = entry(in, entries, mine);
          if (!entry && good) {
            // The first bad entry of a map is told; the others go nowhere.
            good = false;
            mine = new Faults();
          }
        }
      }
      if (good) {
        out.appendObject(Collections.unmodifiableMap(entries));
      }
      return good;
    }

    private boolean entry(DatumInput in, Map<String, Object> entries, Faults faults)
        throws MalformedException {
      int length = in.readLength();
      int from = in.position();
      in.advance(length);
      boolean good = Utf8Check.isWellFormed(in.bytes(), from, from + length);
      String key = new String(in.bytes(), from, length, StandardCharsets.UTF_8);
      if (!good) {
        faults.add(rule, "keys in UTF-8", key);
      }
      if (!value.read(in, cell, faults) || !good) {
        return false;
      }
      return entries.putIfAbsent(key, cell.get()) == null
          || faults.add(rule, "each key once", "the key \"" + key + "\" twice");
    }
  }

  /** A nested element: a block of one row, from which the element is built. */
  static final class Element extends ValueReader {
    private final String rule;
    private final RecordReader record;
    private final OneRow row;

    Element(String rule, Shape<?> shape, RecordReader record) {
      this.rule = rule;
      this.record = record;
      this.row = new OneRow(shape);
    }

    @Override
    boolean read(DatumInput in, ColumnBuilder out, Faults faults) throws MalformedException {
      if (!record.read(in, row.emptied(), faults)) {
        return false;
      }
      try {
        out.appendObject(row.build());
        return true;
      } catch (RuntimeException refused) {
        return faults.add(rule, "what its constructor takes", String.valueOf(refused));
      }
    }
  }
}
