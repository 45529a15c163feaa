package dev.millrace.servers;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
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
}
