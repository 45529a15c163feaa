package dev.millrace.connect.files.avro;

import dev.millrace.record.ColumnBuilder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/** Readers of text. */
final class Texts {
  private static final int SHOWN_BYTES = 800;

  private Texts() {}

  static String shown(byte[] bytes, int from, int length) {
    return new String(bytes, from, Math.min(length, SHOWN_BYTES), StandardCharsets.UTF_8);
  }

  /** A string, or bytes that are one: into the column as they are. */
  static final class Utf8 extends ValueReader {
    private final String rule;

    Utf8(String rule) {
      this.rule = rule;
    }

    @Override
    boolean read(DatumInput in, ColumnBuilder out, Faults faults) throws MalformedException {
      int length = in.readLength();
      byte[] bytes = in.bytes();
      int from = in.position();
      in.advance(length);
      if (!Utf8Check.isWellFormed(bytes, from, from + length)) {
        return faults.add(rule, "well-formed UTF-8", hex(bytes, from, length));
      }
      out.appendUtf8(bytes, from, from + length);
      return true;
    }

    private static String hex(byte[] bytes, int from, int length) {
      return "bytes " + HexFormat.of().formatHex(bytes, from, from + Math.min(length, 100));
    }
  }

  /** The name of an enum's symbol. */
  static final class SymbolName extends ValueReader {
    private final byte[][] symbols;

    SymbolName(List<String> symbols) {
      this.symbols =
          symbols.stream().map(e -> e.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    }

    @Override
    boolean mayRefuse() {
      return false;
    }

    @Override
    boolean read(DatumInput in, ColumnBuilder out, Faults faults) throws MalformedException {
      byte[] symbol = symbols[in.readIndex(symbols.length, "an enum's symbol")];
      out.appendUtf8(symbol, 0, symbol.length);
      return true;
    }
  }

  /** Sixteen bytes as the text of a UUID. */
  static final class UuidText extends ValueReader {
    @Override
    boolean mayRefuse() {
      return false;
    }

    @Override
    boolean read(DatumInput in, ColumnBuilder out, Faults faults) throws MalformedException {
      byte[] bytes = in.bytes();
      int from = in.position();
      in.skip(2 * Long.BYTES);
      out.appendObject(new UUID(longAt(bytes, from), longAt(bytes, from + Long.BYTES)).toString());
      return true;
    }

    private static long longAt(byte[] bytes, int from) {
      long value = 0;
      for (int i = 0; i < Long.BYTES; i++) {
        value = value << 8 | (bytes[from + i] & 0xFF);
      }
      return value;
    }
  }
}
