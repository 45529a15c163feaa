package dev.millrace.feature;

import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.CorruptDataException;

/**
 * The history of a key as bytes: a format version, the view's fingerprint, the key, the least time
 * of questions that it answers, what departed, and the facts in the order of SEMANTICS S3.
 */
final class HistoryState {
  private static final byte FORMAT_VERSION = 2;

  private HistoryState() {}

  /**
   * @param from the least time of questions that nothing was forgotten for
   */
  static byte[] write(
      ViewDefinition view, KeyBytes key, FactTable table, KeyHistory history, long from) {
    ByteOutput out = new ByteOutput(256);
    out.writeByte(FORMAT_VERSION);
    out.writeString(view.fingerprint());
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

  static KeyBytes keyOf(ViewDefinition view, byte[] state) {
    return header(view, new ByteInput(state));
  }

  private static KeyBytes header(ViewDefinition view, ByteInput in) {
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
    String fingerprint = in.readString();
    if (!fingerprint.equals(view.fingerprint())) {
      throw new IllegalArgumentException(
          "the state is of a view with the fingerprint "
              + fingerprint
              + ", and "
              + view.title()
              + " has "
              + view.fingerprint()
              + ": fill the new version from its facts");
    }
    return KeyBytes.of(in.readByteArray());
  }

  /**
   * Reads what {@link #write} wrote into a table and an empty history; gives the least time of
   * questions that it answers.
   */
  static long read(ViewDefinition view, byte[] state, FactTable table, KeyHistory history) {
    ByteInput in = new ByteInput(state);
    KeyBytes unused = header(view, in);
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
