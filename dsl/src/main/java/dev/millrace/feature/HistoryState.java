package dev.millrace.feature;

import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.CorruptDataException;

/**
 * The history of a key as bytes: a format version, the view's fingerprint, the key, the least time
 * of questions that it answers, what departed, and the facts in the order of SEMANTICS S3. One for
 * all keys of a view, whose fingerprint costs more than a small history. Thread-safe.
 */
final class HistoryState {
  private static final byte FORMAT_VERSION = 2;

  private final ViewDefinition view;
  private final String fingerprint;

  HistoryState(ViewDefinition view) {
    this.view = view;
    this.fingerprint = view.fingerprint();
  }

  /** The fingerprint of the view. */
  String fingerprint() {
    return fingerprint;
  }

  /**
   * @param from the least time of questions that nothing was forgotten for
   */
  byte[] write(KeyBytes key, FactTable table, KeyHistory history, long from) {
    ByteOutput out = new ByteOutput(256);
    out.writeByte(FORMAT_VERSION);
    out.writeString(fingerprint);
    out.writeByteArray(key.bytes());
    out.writeLong(from);
    Departed departed = history.departed();
    out.writeByte(departed == null ? 0 : 1);
    if (departed != null) {
      departed.write(out);
    }
    out.writeVarLong(history.size());
    FactOrder order = new FactOrder(view);
    ByteOutput fields = new ByteOutput(64);
    for (int i = 0; i < history.size(); i++) {
      fields.clear();
      table.write(history.fact(i), order, fields);
      out.writeLong(order.time());
      order.write(out);
      out.writeBytes(fields.array(), 0, fields.size());
    }
    return out.toByteArray();
  }

  KeyBytes keyOf(byte[] state) {
    return header(new ByteInput(state));
  }

  private KeyBytes header(ByteInput in) {
    byte version = in.readByte();
    if (version != FORMAT_VERSION) {
      throw new CorruptDataException(
          "a history in format "
              + version
              + ", and this version of Millrace reads format "
              + FORMAT_VERSION
              + ": fill "
              + view.title()
              + " from its facts");
    }
    String stated = in.readString();
    if (!stated.equals(fingerprint)) {
      throw new IllegalArgumentException(
          "the state is of a view with the fingerprint "
              + stated
              + ", and "
              + view.title()
              + " has "
              + fingerprint
              + ": fill the new version from its facts");
    }
    return KeyBytes.of(in.readByteArray());
  }

  /**
   * Reads what {@link #write} wrote into a table and an empty history; gives the least time of
   * questions that it answers.
   */
  long read(byte[] state, FactTable table, KeyHistory history) {
    ByteInput in = new ByteInput(state);
    KeyBytes unused = header(in);
    long from = in.readLong();
    if (in.readByte() != 0) {
      history.restore(Departed.read(table.layout().conditions().size(), in));
    }
    long facts = in.readVarLong();
    FactOrder order = new FactOrder(view);
    for (long i = 0; i < facts; i++) {
      order.read(in.readLong(), in);
      history.append(table, table.add(order, in));
    }
    if (!in.isAtEnd()) {
      throw new CorruptDataException("a history with " + in.remaining() + " bytes behind its end");
    }
    return from;
  }
}
