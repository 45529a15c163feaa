package dev.millrace.benchmarks.scan;

import dev.millrace.benchmarks.input.InputFiles;
import dev.millrace.benchmarks.program.Answer;
import dev.millrace.benchmarks.program.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.util.Utf8;

/**
 * A scan of Avro with Avro's specific reader, on one thread. The reader's schema has three fields,
 * and one object and its text are filled again and again.
 *
 * @param fast whether the library plans the reading of a record once ({@code
 *     org.apache.avro.fastread}), which it does not unless told to
 */
public record AvroSpecificScan(boolean fast) implements Program {
  @Override
  public Callable<Answer> run(Path input, Path output) throws IOException {
    SpecificData data = new SpecificData(ScannedOrder.class.getClassLoader());
    data.setFastReaderEnabled(fast);
    DayTotals<Utf8> days = DayTotals.of(Utf8::new);
    for (Path file : InputFiles.parts(input)) {
      SpecificDatumReader<ScannedOrder> datums =
          new SpecificDatumReader<>(ScannedOrder.SCHEMA$, ScannedOrder.SCHEMA$, data);
      try (DataFileReader<ScannedOrder> orders = new DataFileReader<>(file.toFile(), datums)) {
        ScannedOrder order = new ScannedOrder();
        while (orders.hasNext()) {
          order = orders.next(order);
          days.add(order.country(), order.at(), order.price());
        }
      }
    }
    return days::answer;
  }
}
