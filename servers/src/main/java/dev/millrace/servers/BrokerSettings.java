package dev.millrace.servers;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a broker of one node is told: {@code server.properties}. */
final class BrokerSettings {
  private BrokerSettings() {}

  /**
   * Records of long ago are kept: a broker would look for them every five minutes and delete them.
   *
   * @param data folder of its logs
   */
  static String of(Path data, int port, @Nullable SecuredListener listener) throws IOException {
    int controller = FreePort.find();
    return """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:%2$d
        listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d%4$s
        advertised.listeners=PLAINTEXT://127.0.0.1:%1$d%4$s
        controller.listener.names=CONTROLLER
        listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURED:SASL_SSL,MUTUAL:SSL
        log.dirs=%3$s
        num.partitions=1
        auto.create.topics.enable=false
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=1
        transaction.state.log.replication.factor=1
        transaction.state.log.num.partitions=1
        transaction.state.log.min.isr=1
        group.initial.rebalance.delay.ms=0
        log.cleaner.backoff.ms=500
        log.retention.ms=-1
        %5$s
        """
        .formatted(
            port,
            controller,
            data,
            listener == null ? "" : "," + listener.address(),
            listener == null ? "" : listener.settings());
  }
}
