package dev.millrace.examples.retail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for a shop that sends its invoice lines to Kafka: each line of the files becomes a
 * message, in the order of the files' names, with the columns as fields of a JSON object. Nothing
 * is mended: what is wrong in a file is wrong in its message.
 */
public final class SendLines {
  private static final List<String> LINE =
      List.of(
          "invoiceNo",
          "stockCode",
          "description",
          "quantity",
          "invoiceDate",
          "unitPrice",
          "customerId",
          "country");
  private static final List<String> LABEL = List.of("customerId", "at", "buysNext30d");

  /** Fields whose values are no text in JSON, where they can be. */
  private static final List<String> BARE = List.of("quantity", "unitPrice", "buysNext30d");

  private static final Pattern BARE_VALUE =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?|true|false");

  private final KafkaProducer<byte[], byte[]> producer;
  private final List<Future<RecordMetadata>> sent = new ArrayList<>();

  private SendLines(KafkaProducer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  /** Arguments: the brokers, the folder of lines and their topic, the file of labels and theirs. */
  public static void main(String[] args)
      throws IOException, InterruptedException, ExecutionException {
    if (args.length != 5) {
      throw new IllegalArgumentException(
          "Arguments: SERVERS LINES_FOLDER LINES_TOPIC LABELS_FILE LABELS_TOPIC");
    }
    Map<String, Object> settings = Map.of("bootstrap.servers", args[0], "acks", "all");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      SendLines sending = new SendLines(producer);
      for (Path file : csvFiles(Path.of(args[1]))) {
        sending.send(file, LINE, args[2]);
      }
      sending.send(Path.of(args[3]), LABEL, args[4]);
      System.out.printf(Locale.ROOT, "Sent %d messages to %s%n", sending.arrived(), args[0]);
    }
  }

  private static List<Path> csvFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".csv")).sorted().toList();
    }
  }

  /**
   * Latin-1 has a character for every byte, so bytes come through as they are: those of UTF-8, and
   * those that are none.
   */
  private void send(Path file, List<String> fields, String topic) throws IOException {
    try (Reader text =
        new BufferedReader(Files.newBufferedReader(file, StandardCharsets.ISO_8859_1))) {
      CsvRecords records = new CsvRecords(text);
      List<@Nullable String> header = records.next();
      List<@Nullable String> record = records.next();
      while (header != null && record != null) {
        byte[] message = json(fields, record).getBytes(StandardCharsets.ISO_8859_1);
        sent.add(producer.send(new ProducerRecord<>(topic, message)));
        record = records.next();
      }
    }
  }

  /** Of a record that was cut short, the fields that are there. */
  static String json(List<String> fields, List<@Nullable String> record) {
    StringJoiner json = new StringJoiner(",", "{", "}");
    for (int i = 0; i < Math.min(fields.size(), record.size()); i++) {
      String field = fields.get(i);
      json.add("\"" + field + "\":" + value(field, record.get(i)));
    }
    return json.toString();
  }

  private static String value(String field, @Nullable String value) {
    if (value == null) {
      return "null";
    }
    return BARE.contains(field) && BARE_VALUE.matcher(value).matches() ? value : quoted(value);
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ') {
        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  private int arrived() throws InterruptedException, ExecutionException {
    producer.flush();
    for (Future<RecordMetadata> each : sent) {
      each.get();
    }
    return sent.size();
  }
}
