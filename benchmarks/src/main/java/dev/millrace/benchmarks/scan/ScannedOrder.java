package dev.millrace.benchmarks.scan;

import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.avro.util.Utf8;

/**
 * Three fields of an order as Avro's compiler makes a class. The time stays milliseconds, which
 * spares an object for each. A decoder in the class itself, which Avro's compiler makes too, was
 * slower than the library's fast reader.
 */
public final class ScannedOrder extends SpecificRecordBase {
  private static final long serialVersionUID = 1L;

  /** What is asked of a file: Avro's reader skips the other fields. */
  public static final Schema SCHEMA$ =
      SchemaBuilder.record("ScannedOrder")
          .namespace("dev.millrace.benchmarks.scan")
          .fields()
          .requiredLong("at")
          .requiredString("country")
          .requiredDouble("price")
          .endRecord();

  private long at;
  private Utf8 country = new Utf8();
  private double price;

  /** For Avro. */
  public ScannedOrder() {}

  long at() {
    return at;
  }

  /** Filled again by the next record that is read. */
  Utf8 country() {
    return country;
  }

  double price() {
    return price;
  }

  @Override
  public Schema getSchema() {
    return SCHEMA$;
  }

  @Override
  public Object get(int field) {
    return switch (field) {
      case 0 -> at;
      case 1 -> country;
      case 2 -> price;
      default -> throw new AvroRuntimeException("No field " + field);
    };
  }

  @Override
  public void put(int field, Object value) {
    switch (field) {
      case 0 -> at = (Long) value;
      case 1 -> country = (Utf8) value;
      case 2 -> price = (Double) value;
      default -> throw new AvroRuntimeException("No field " + field);
    }
  }
}
