package dev.millrace.benchmarks.scan;

import java.io.IOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.ResolvingDecoder;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.avro.util.Utf8;

/**
 * Three fields of an order as Avro's compiler would make the class, with the decoder of its own
 * that spares boxes; the time stays milliseconds, which spares objects.
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

  @Override
  protected boolean hasCustomCoders() {
    return true;
  }

  @Override
  public void customEncode(Encoder out) throws IOException {
    out.writeLong(at);
    out.writeString(country);
    out.writeDouble(price);
  }

  @Override
  public void customDecode(ResolvingDecoder in) throws IOException {
    Schema.Field[] order = in.readFieldOrderIfDiff();
    if (order == null) {
      at = in.readLong();
      country = in.readString(country);
      price = in.readDouble();
      return;
    }
    for (int i = 0; i < 3; i++) {
      switch (order[i].pos()) {
        case 0 -> at = in.readLong();
        case 1 -> country = in.readString(country);
        case 2 -> price = in.readDouble();
        default -> throw new IOException("No field " + order[i]);
      }
    }
  }
}
