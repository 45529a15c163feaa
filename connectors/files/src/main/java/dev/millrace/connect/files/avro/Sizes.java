package dev.millrace.connect.files.avro;

import java.util.IdentityHashMap;
import org.apache.avro.Schema;

/**
 * How many bytes values take: what bounds the counts that a file may claim, and what makes values
 * without bytes cost nothing however many there are. Each type is looked at once, since a schema
 * may use one type in many places, and those again.
 */
final class Sizes {
  /** Of types whose values differ in length. */
  static final int VARIES = -1;

  private static final int ENOUGH = 1 << 16;
  private static final int LONGEST = 1 << 30;

  private final IdentityHashMap<Schema, Integer> least = new IdentityHashMap<>();
  private final IdentityHashMap<Schema, Integer> exact = new IdentityHashMap<>();

  /** What a value takes at least, or a little less: numbers above 65,536 count as that. */
  int least(Schema schema) {
    return switch (schema.getType()) {
      case NULL -> 0;
      case FLOAT -> Float.BYTES;
      case DOUBLE -> Double.BYTES;
      case FIXED -> Math.min(ENOUGH, schema.getFixedSize());
      case RECORD -> leastOfRecord(schema);
      default -> 1;
    };
  }

  private int leastOfRecord(Schema schema) {
    Integer known = least.putIfAbsent(schema, 0); // stands for the record within itself
    if (known != null) {
      return known;
    }
    int sum = 0;
    for (Schema.Field field : schema.getFields()) {
      sum = Math.min(ENOUGH, sum + least(field.schema()));
    }
    least.put(schema, sum);
    return sum;
  }

  /** What every value takes, or {@link #VARIES}. */
  int exact(Schema schema) {
    return switch (schema.getType()) {
      case NULL -> 0;
      case FLOAT -> Float.BYTES;
      case DOUBLE -> Double.BYTES;
      case FIXED -> schema.getFixedSize() > LONGEST ? VARIES : schema.getFixedSize();
      case RECORD -> exactOfRecord(schema);
      default -> VARIES;
    };
  }

  private int exactOfRecord(Schema schema) {
    Integer known = exact.putIfAbsent(schema, VARIES);
    if (known != null) {
      return known;
    }
    int sum = 0;
    for (Schema.Field field : schema.getFields()) {
      int each = exact(field.schema());
      sum = sum == VARIES || each == VARIES || sum + each > LONGEST ? VARIES : sum + each;
    }
    exact.put(schema, sum);
    return sum;
  }
}
