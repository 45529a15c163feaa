package dev.millrace.servers;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.junit.jupiter.api.Test;

/** The broker of the tests is one. */
class BrokerTest {
  @Test
  void whatIsSentCanBeReadInTheOrderOfItsPartition() {
    Broker broker = Broker.shared();
    String topic = broker.topic("echo", 2);
    for (byte i = 0; i < 10; i++) {
      broker.send(new ProducerRecord<>(topic, i % 2, new byte[] {i}, new byte[] {i}));
    }
    broker.flush();
    assertThat(
        broker.records(topic).stream()
            .filter(each -> each.partition() == 1)
            .map(each -> (int) each.value()[0])
            .toList(),
        equalTo(List.of(1, 3, 5, 7, 9)));
  }

  @Test
  void whatWasSentIsThereWhenTheBrokerWasStoppedOrKilledAndStartedAgain() throws IOException {
    Broker broker = Broker.shared();
    String topic = broker.topic("lasting", 1);
    send(broker, topic, 1);
    broker.kill();
    broker.startAgain();
    send(broker, topic, 2);
    broker.stop();
    broker.startAgain();
    send(broker, topic, 3);
    assertThat(
        broker.records(topic).stream().map(each -> (int) each.value()[0]).toList(),
        equalTo(List.of(1, 2, 3)));
  }

  private static void send(Broker broker, String topic, int value) {
    broker.send(new ProducerRecord<>(topic, new byte[] {(byte) value}));
    broker.flush();
  }

  @Test
  void aSecuredListenerLetsInWhoTrustsItAndSaysThePassword() throws Exception {
    Broker broker = Broker.secured();
    broker.user("reader", "one password");
    String topic = broker.topic("guarded", 1);
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", broker.listener().servers());
    settings.put("security.protocol", "SASL_SSL");
    settings.put("sasl.mechanism", "SCRAM-SHA-512");
    settings.put("sasl.jaas.config", SecuredListener.login("reader", "one password"));
    settings.put("ssl.truststore.type", "PEM");
    settings.put("ssl.truststore.location", broker.listener().certificate().toString());
    assertThat(names(settings).contains(topic), is(true));
    settings.put("sasl.jaas.config", SecuredListener.login("reader", "another password"));
    assertThat(refusal(settings), instanceOf(SaslAuthenticationException.class));
    settings.remove("ssl.truststore.type");
    settings.remove("ssl.truststore.location");
    assertThat(refusal(settings), instanceOf(SslAuthenticationException.class));
  }

  private static Set<String> names(Map<String, Object> settings) throws Exception {
    try (Admin admin = Admin.create(settings)) {
      return admin.listTopics().names().get(30, TimeUnit.SECONDS);
    }
  }

  private static Throwable refusal(Map<String, Object> settings) {
    return assertThrows(ExecutionException.class, () -> names(settings)).getCause();
  }
}
