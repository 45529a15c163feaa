package dev.millrace.connect.files.avro;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** The value that a field has where nobody gives one, in binary. */
final class Defaults {
  private Defaults() {}

  /**
   * @throws IOException when the default is none of the field's type
   * @throws org.apache.avro.AvroRuntimeException the same
   */
  static byte[] bytes(Schema.Field field) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    new GenericDatumWriter<Object>(field.schema())
        .write(GenericData.get().getDefaultValue(field), encoder);
    encoder.flush();
    return bytes.toByteArray();
  }
}
