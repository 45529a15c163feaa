package dev.millrace.connect.files.parquet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Files that parquet-java writes. */
record Foreign(
    WriterVersion version, boolean dictionary, boolean split, CompressionCodecName codec) {
  static final Foreign PLAIN =
      new Foreign(WriterVersion.PARQUET_1_0, false, false, CompressionCodecName.UNCOMPRESSED);

  /** Fills one row. */
  interface Row {
    void fill(Group row, int index);
  }

  void write(Path file, String columns, int rows, Row row) throws IOException {
    write(file, columns, rows, row, builder -> builder);
  }

  void write(
      Path file,
      String columns,
      int rows,
      Row row,
      UnaryOperator<ExampleParquetWriter.Builder> more)
      throws IOException {
    MessageType schema = MessageTypeParser.parseMessageType("message row { " + columns + " }");
    Files.deleteIfExists(file);
    ExampleParquetWriter.Builder builder =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(schema)
            .withWriterVersion(version)
            .withDictionaryEncoding(dictionary)
            .withByteStreamSplitEncoding(split)
            .withCompressionCodec(codec)
            .withPageSize(2000)
            .withRowGroupSize(20_000L);
    SimpleGroupFactory groups = new SimpleGroupFactory(schema);
    try (ParquetWriter<Group> writer = more.apply(builder).build()) {
      for (int i = 0; i < rows; i++) {
        Group group = groups.newGroup();
        row.fill(group, i);
        writer.write(group);
      }
    }
  }

  static <V> void ifNotNull(V value, Consumer<V> add) {
    if (value != null) {
      add.accept(value);
    }
  }
}
