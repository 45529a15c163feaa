package dev.millrace.connect.files.avro;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;

/**
 * How a container file begins.
 *
 * @param schema of its records, as its writer saw it
 * @param schemaText the same as it stands in the file
 * @param codec of its blocks
 * @param sync what ends every block
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record AvroHeader(Schema schema, String schemaText, String codec, byte[] sync) {
  static final int SYNC_BYTES = 16;
  private static final byte[] MAGIC = {'O', 'b', 'j', 1};
  private static final int MAX_BYTES = 1 << 24;
  private static final int MAX_ENTRIES = 1000;

  /** Reads from the start of a file; the window is at the first block afterwards. */
  static AvroHeader read(FileWindow in) throws IOException {
    String file = in.name();
    if (in.remaining() < MAGIC.length || !Arrays.equals(take(in, MAGIC.length), MAGIC)) {
      throw AvroFileException.header(file, "it does not start with Obj and 1");
    }
    Map<String, byte[]> entries = entries(in);
    byte[] schema = entries.get("avro.schema");
    if (schema == null) {
      throw AvroFileException.header(file, "its header has no avro.schema");
    }
    if (in.remaining() < SYNC_BYTES) {
      throw AvroFileException.header(file, "it ends within its header");
    }
    byte[] codec = entries.getOrDefault("avro.codec", new byte[0]);
    String text = new String(schema, StandardCharsets.UTF_8);
    return new AvroHeader(
        parse(file, text),
        text,
        codec.length == 0 ? "null" : new String(codec, StandardCharsets.UTF_8),
        take(in, SYNC_BYTES));
  }

  private static Map<String, byte[]> entries(FileWindow in) throws IOException {
    Map<String, byte[]> entries = new HashMap<>();
    try {
      for (long count = in.readNumber(); count != 0; count = in.readNumber()) {
        if (count < 0) {
          count = -count;
          in.readNumber();
        }
        if (count < 0 || count > MAX_ENTRIES - entries.size()) {
          throw new MalformedException("it has " + count + " entries");
        }
        for (long i = 0; i < count; i++) {
          byte[] key = take(in, length(in));
          entries.put(new String(key, StandardCharsets.UTF_8), take(in, length(in)));
        }
      }
    } catch (MalformedException malformed) {
      throw AvroFileException.header(in.name(), "its header is damaged, " + malformed.getMessage());
    }
    return entries;
  }

  private static int length(FileWindow in) throws IOException, MalformedException {
    long length = in.readNumber();
    if (length < 0 || length > in.remaining() || length > MAX_BYTES - in.offset()) {
      throw new MalformedException("a length is " + length);
    }
    return (int) length;
  }

  private static byte[] take(FileWindow in, int length) throws IOException {
    in.require(length);
    byte[] taken = Arrays.copyOfRange(in.bytes(), in.position(), in.position() + length);
    in.advance(length);
    return taken;
  }

  private static Schema parse(String file, String text) throws AvroFileException {
    try {
      return new Schema.Parser().setValidate(false).setValidateDefaults(false).parse(text);
    } catch (RuntimeException | StackOverflowError notSchema) {
      // Avro's parser throws whatever its steps throw; the text is input.
      throw AvroFileException.header(file, "its schema cannot be read, " + notSchema);
    }
  }
}
