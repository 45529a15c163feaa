package dev.millrace.benchmarks.scan;

import dev.millrace.benchmarks.input.InputFiles;
import dev.millrace.benchmarks.program.Answer;
import dev.millrace.benchmarks.program.Program;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.util.Utf8;

/**
 * A scan of Avro in a loop, on one thread: Avro's library opens blocks, and the fields of a record
 * are read in their order by somebody who knows it. No schema is resolved, no record made.
 */
public record AvroLoopScan() implements Program {
  @Override
  public Callable<Answer> run(Path input, Path output) throws IOException {
    DayTotals<Utf8> days = DayTotals.of(Utf8::new);
    for (Path file : InputFiles.parts(input)) {
      try (DataFileStream<GenericRecord> blocks =
          new DataFileStream<>(Files.newInputStream(file), new GenericDatumReader<>())) {
        BinaryDecoder fields = DecoderFactory.get().binaryDecoder(new byte[0], null);
        while (blocks.hasNext()) {
          long records = blocks.getBlockCount();
          ByteBuffer block = blocks.nextBlock();
          int start = block.arrayOffset() + block.position();
          fields =
              DecoderFactory.get().binaryDecoder(block.array(), start, block.remaining(), fields);
          read(fields, records, days);
        }
      }
    }
    return days::answer;
  }

  private static void read(BinaryDecoder fields, long records, DayTotals<Utf8> days)
      throws IOException {
    Utf8 country = new Utf8();
    for (long i = 0; i < records; i++) {
      fields.readLong();
      if (fields.readIndex() == 1) {
        fields.skipString();
      }
      long at = fields.readLong();
      fields.skipString();
      country = fields.readString(country);
      fields.skipString();
      fields.readInt();
      days.add(country, at, fields.readDouble());
    }
  }
}
