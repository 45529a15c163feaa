package dev.millrace.benchmarks.clickstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.io.kafka.KafkaIO;
import org.apache.beam.sdk.io.kafka.ProducerRecordCoder;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.options.Validation;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Deduplicate;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTagList;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.joda.time.Duration;

/**
 * The clickstream example as one writes it with Beam: KafkaIO, Deduplicate, session windows, and a
 * stateful DoFn for each user. It does less: no ledger, no ids, late events are dropped in silence,
 * sums of doubles depend on their order, and features are values as of a minute's end, which age.
 */
public final class HandwrittenClickstream {
  /** Where it runs. */
  public interface Options extends PipelineOptions {
    @Validation.Required
    String getServers();

    void setServers(String servers);

    @Default.Long(60_000)
    long getUnitMillis();

    void setUnitMillis(long millis);
  }

  private HandwrittenClickstream() {}

  public static void main(String[] args) {
    Options options = PipelineOptionsFactory.fromArgs(args).withValidation().as(Options.class);
    Pipeline pipeline = Pipeline.create(options);
    PCollectionTuple read =
        pipeline
            .apply(
                "events",
                KafkaIO.<byte[], byte[]>read()
                    .withBootstrapServers(options.getServers())
                    .withTopic("events")
                    .withKeyDeserializer(ByteArrayDeserializer.class)
                    .withValueDeserializer(ByteArrayDeserializer.class)
                    .withConsumerConfigUpdates(java.util.Map.of("auto.offset.reset", "earliest"))
                    .withTimestampPolicyFactory(EventTimes::new))
            .apply(
                "read",
                ParDo.of(new ReadEvents())
                    .withOutputTags(ReadEvents.EVENTS, TupleTagList.of(ReadEvents.REJECTED)));
    read.get(ReadEvents.REJECTED)
        .setCoder(ProducerRecordCoder.of(ByteArrayCoder.of(), ByteArrayCoder.of()))
        .apply("rejected", records(options).withTopic("rejected"));

    PCollection<KV<String, Event>> byUser =
        read.get(ReadEvents.EVENTS)
            .setCoder(Event.EventCoder.OF)
            .apply(
                "once",
                Deduplicate.<Event, String>withRepresentativeValueFn(Event::eventId)
                    .withRepresentativeCoder(StringUtf8Coder.of())
                    .withTimeDomain(TimeDomain.EVENT_TIME)
                    .withDuration(Duration.standardMinutes(10)))
            .apply(
                "users",
                WithKeys.<String, Event>of(Event::userId).withKeyType(TypeDescriptors.strings()))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), Event.EventCoder.OF));

    byUser
        .apply("activity", ParDo.of(new Activity(options.getUnitMillis())))
        .setCoder(KvCoder.of(ByteArrayCoder.of(), ByteArrayCoder.of()))
        .apply("user-activity", pairs(options, "user-activity"));

    byUser
        .apply("visits", Window.into(Sessions.withGapDuration(Duration.standardMinutes(30))))
        .apply("sessions", Combine.perKey(new Visit()))
        .apply(
            "json",
            MapElements.into(new TypeDescriptor<KV<byte[], byte[]>>() {})
                .via(session -> KV.of(session.getKey().getBytes(UTF_8), json(session))))
        .setCoder(KvCoder.of(ByteArrayCoder.of(), ByteArrayCoder.of()))
        .apply("to-sessions", pairs(options, "sessions"));
    Object unused = pipeline.run();
  }

  private static byte[] json(KV<String, Visit.Sum> session) {
    Visit.Sum sum = session.getValue();
    return ("{\"userId\":\""
            + session.getKey()
            + "\",\"start\":"
            + sum.first()
            + ",\"micros\":"
            + (sum.last() - sum.first())
            + ",\"events\":"
            + sum.events()
            + ",\"purchases\":"
            + sum.purchases()
            + ",\"revenue\":"
            + sum.revenue()
            + "}")
        .getBytes(UTF_8);
  }

  private static KafkaIO.Write<byte[], byte[]> pairs(Options options, String topic) {
    return KafkaIO.<byte[], byte[]>write()
        .withBootstrapServers(options.getServers())
        .withTopic(topic)
        .withKeySerializer(ByteArraySerializer.class)
        .withValueSerializer(ByteArraySerializer.class);
  }

  private static KafkaIO.WriteRecords<byte[], byte[]> records(Options options) {
    return KafkaIO.<byte[], byte[]>writeRecords()
        .withBootstrapServers(options.getServers())
        .withKeySerializer(ByteArraySerializer.class)
        .withValueSerializer(ByteArraySerializer.class);
  }
}
