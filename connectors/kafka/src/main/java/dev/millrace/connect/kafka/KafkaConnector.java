package dev.millrace.connect.kafka;

import dev.millrace.Rejection;
import dev.millrace.connect.Config;
import dev.millrace.connect.Connector;
import dev.millrace.connect.OnlineBinding;
import dev.millrace.connect.SinkBinding;
import dev.millrace.connect.SourceBinding;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/**
 * {@code kafka} in a bindings file: the settings of {@link Kafka} under their own names. Users have
 * no need of this class; {@link java.util.ServiceLoader} finds it.
 *
 * <pre>{@code
 * sources: {orders: {kafka: {json: orders, servers: "broker:9092", key: customer, from: earliest,
 *                            properties: {security.protocol: SASL_SSL, sasl.jaas.config: "${JAAS}"}}}}
 * sinks: {daily: {kafka: {json: daily, servers: "broker:9092", key: country, upsert: true}}}
 * quarantine: {rejected: {kafka: {topic: orders-rejected, servers: "broker:9092"}}}
 * online: {user-activity: {kafka: {store: user-activity, servers: "broker:9092"}}}
 * }</pre>
 */
public final class KafkaConnector implements Connector {
  private static final String AVRO = "avro";
  private static final String RAW = "raw";
  private static final String KEY = "key";

  @Override
  public String name() {
    return "kafka";
  }

  @Override
  public <T> SourceBinding<? super T> source(Config config, Class<T> type) {
    KafkaSource source =
        switch (config.exactlyOne("json", AVRO, RAW)) {
          case AVRO -> Kafka.avro(config.text(AVRO), schema(config));
          case RAW -> Kafka.raw(config.text(RAW), config.text("value"));
          default -> Kafka.json(config.text("json"));
        };
    source = source.servers(config.text("servers"));
    source = start(config, source);
    source = config.has(KEY) ? source.key(config.textOrList(KEY)) : source;
    source = config.optionalText("timestamp").map(source::timestamp).orElse(source);
    source = config.optionalText("changes").map(source::changes).orElse(source);
    source = config.optionalText("commitTo").map(source::commitTo).orElse(source);
    source = config.has("bounded") && config.bool("bounded") ? source.bounded() : source;
    source =
        config
            .parsed("idleAfter", "a duration such as PT30S", Duration::parse)
            .map(source::idleAfter)
            .orElse(source);
    source =
        config
            .parsed("newPartitionsEvery", "a duration such as PT30S", Duration::parse)
            .map(source::newPartitionsEvery)
            .orElse(source);
    source = zone(config).map(source::zone).orElse(source);
    source = config.optionalText("timePattern").map(source::timePattern).orElse(source);
    source = config.optionalText("datePattern").map(source::datePattern).orElse(source);
    for (Map.Entry<String, String> header : texts(config, "headers").entrySet()) {
      source = source.header(header.getKey(), header.getValue());
    }
    for (Map.Entry<String, String> column : texts(config, "columns").entrySet()) {
      source = source.column(column.getKey(), column.getValue());
    }
    for (Map.Entry<String, String> property : properties(config).entrySet()) {
      source = source.property(property.getKey(), property.getValue());
    }
    return history(config, type).map(source::withHistory).orElse(source);
  }

  /** A binding inside the binding, of any connector whose sources end. */
  @SuppressWarnings("unchecked") // a binding meets rows only by their shape, which is the port's
  private static <T> Optional<SourceBinding<Object>> history(Config config, Class<T> type) {
    Optional<SourceBinding<Object>> before =
        config.optionalSource("history", type).map(opened -> (SourceBinding<Object>) opened);
    if (before.isPresent() && before.get().isUnbounded()) {
      config.problem(
          "history",
          KafkaCode.BAD_OPTION,
          "the history is " + before.get().describe() + ", which has no end",
          "it is read to its end before the topic is",
          "bind it to something that ends, such as files");
      return Optional.empty();
    }
    return before;
  }

  /** {@code earliest}, {@code latest}, a time, or the two forms that are mappings. */
  private static KafkaSource start(Config config, KafkaSource source) {
    List<String> given = Stream.of("committed", "from", "offsets").filter(config::has).toList();
    if (given.size() > 1) {
      config.problem(
          given.get(1),
          KafkaCode.BAD_OPTION,
          given.stream().collect(Collectors.joining("', '", "'", "'")) + " are given",
          "each of them says where in its partitions the topic is read from",
          "keep one");
      return source;
    }
    Map<Integer, Long> offsets = new TreeMap<>();
    texts(config, "offsets")
        .forEach(
            (partition, offset) -> offsets.put(Integer.valueOf(partition), Long.valueOf(offset)));
    Optional<String> group = config.optionalText("committed");
    KafkaSource started = offsets.isEmpty() ? source : source.fromOffsets(offsets);
    started = group.map(started::fromCommitted).orElse(started);
    KafkaSource last = started;
    return config
        .parsed(
            "from",
            "earliest, latest, or a time such as 2026-01-31T00:00:00Z",
            word ->
                switch (word) {
                  case "earliest" -> last.fromEarliest();
                  case "latest" -> last.fromLatest();
                  default -> last.from(Instant.parse(word));
                })
        .orElse(started);
  }

  @Override
  public <T> SinkBinding<? super T> sink(Config config, Class<T> type) {
    KafkaSink sink =
        switch (config.exactlyOne("json", AVRO, RAW)) {
          case AVRO -> Kafka.avroTo(config.text(AVRO), schema(config));
          case RAW -> Kafka.rawTo(config.text(RAW), config.text("value"));
          default -> Kafka.jsonTo(config.text("json"));
        };
    sink = sink.servers(config.text("servers"));
    sink = config.has(KEY) ? sink.key(config.textOrList(KEY)) : sink;
    sink = config.has("upsert") && config.bool("upsert") ? sink.upsert() : sink;
    sink = config.optionalText("changes").map(sink::changes).orElse(sink);
    sink = zone(config).map(sink::zone).orElse(sink);
    sink = config.optionalText("timePattern").map(sink::timePattern).orElse(sink);
    sink = config.optionalText("datePattern").map(sink::datePattern).orElse(sink);
    for (Map.Entry<String, String> column : texts(config, "columns").entrySet()) {
      sink = sink.column(column.getKey(), column.getValue());
    }
    for (Map.Entry<String, String> property : properties(config).entrySet()) {
      sink = sink.property(property.getKey(), property.getValue());
    }
    return sink;
  }

  @Override
  public SinkBinding<? super Rejection> quarantine(Config config) {
    RejectionTopic topic = Kafka.rejected(config.text("topic")).servers(config.text("servers"));
    for (Map.Entry<String, String> property : properties(config).entrySet()) {
      topic = topic.property(property.getKey(), property.getValue());
    }
    return topic;
  }

  @Override
  public OnlineBinding online(Config config) {
    KafkaStore store = Kafka.store(config.text("store")).servers(config.text("servers"));
    for (Map.Entry<String, String> property : properties(config).entrySet()) {
      store = store.property(property.getKey(), property.getValue());
    }
    return store;
  }

  private static Schema schema(Config config) {
    String unused = config.text("schema");
    return config
        .parsed("schema", "a file with an Avro schema", Kafka::schema)
        .orElseGet(() -> Schema.create(Schema.Type.NULL));
  }

  private static Optional<ZoneId> zone(Config config) {
    return config.parsed("zone", "a time zone such as Europe/London", ZoneId::of);
  }

  private static Map<String, String> properties(Config config) {
    return texts(config, "properties");
  }

  private static Map<String, String> texts(Config config, String key) {
    Map<String, String> texts = new TreeMap<>();
    config
        .optionalMap(key)
        .ifPresent(given -> given.keys().forEach(each -> texts.put(each, given.text(each))));
    return texts;
  }
}
