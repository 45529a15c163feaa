package dev.millrace.benchmarks.input;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;

/** Writes orders as Avro container files, with Avro's library and its size of blocks. */
final class AvroParts {
  static final CodecFactory SNAPPY = CodecFactory.snappyCodec();
  static final CodecFactory ZSTANDARD = CodecFactory.zstandardCodec(3);

  private static final Schema ORDER =
      SchemaBuilder.record("Order")
          .namespace("dev.millrace.benchmarks.input")
          .fields()
          .requiredLong("id")
          .optionalString("customer")
          .name("at")
          .type(LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG)))
          .noDefault()
          .requiredString("product")
          .requiredString("country")
          .requiredString("status")
          .requiredInt("quantity")
          .requiredDouble("price")
          .endRecord();

  /** Stands between blocks; chosen at random elsewhere, but equal inputs have the same bytes. */
  private static final byte[] SYNC = "millrace.example".getBytes(StandardCharsets.US_ASCII);

  private AvroParts() {}

  static void write(List<Path> orders, Path folder, CodecFactory codec) throws IOException {
    for (Path part : orders) {
      Path file = InputFiles.beside(part, folder, InputKind.ORDERS_AVRO);
      try (CsvFile csv = CsvFile.open(part, OrderColumns.COUNT);
          DataFileWriter<GenericRecord> out =
              new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(ORDER))
                  .setCodec(codec)
                  .create(ORDER, Files.newOutputStream(file), SYNC)) {
        GenericRecord order = new GenericData.Record(ORDER);
        while (csv.next()) {
          fill(order, csv);
          out.append(order);
        }
      }
    }
  }

  private static void fill(GenericRecord order, CsvFile csv) {
    order.put(OrderColumns.ID, csv.wholeNumber(OrderColumns.ID));
    boolean isNobody = csv.isEmpty(OrderColumns.CUSTOMER);
    order.put(OrderColumns.CUSTOMER, isNobody ? null : csv.text(OrderColumns.CUSTOMER));
    order.put(OrderColumns.AT, csv.epochMillis(OrderColumns.AT));
    order.put(OrderColumns.PRODUCT, csv.text(OrderColumns.PRODUCT));
    order.put(OrderColumns.COUNTRY, csv.text(OrderColumns.COUNTRY));
    order.put(OrderColumns.STATUS, csv.text(OrderColumns.STATUS));
    order.put(OrderColumns.QUANTITY, (int) csv.wholeNumber(OrderColumns.QUANTITY));
    order.put(OrderColumns.PRICE, csv.decimal(OrderColumns.PRICE));
  }
}
