package dev.millrace.connect.kafka;

import dev.millrace.connect.RowSender;
import dev.millrace.connect.files.online.ViewVersion;
import dev.millrace.feature.KeyState;
import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;

/** The states of one version of a view, in a compacted topic. */
final class StatesTopic extends ToTopic<KeyState> {
  private static final long serialVersionUID = 1L;

  private final ViewVersion version;

  StatesTopic(Cluster cluster, String topic, ViewVersion version) {
    super(cluster, topic);
    this.version = version;
  }

  @Override
  public String describe() {
    return "kafka store " + topic + " at " + cluster;
  }

  @Override
  public List<Problem> check(String port, Shape<KeyState> shape) {
    TopicCheck check = new TopicCheck(cluster, port, topic);
    return check
        .unusable(AclOperation.READ, AclOperation.WRITE, AclOperation.DESCRIBE_CONFIGS)
        .or(check::notCompacted)
        .stream()
        .toList();
  }

  @Override
  public RowSender<KeyState> sender(Shape<KeyState> shape) throws IOException {
    return StatesSender.open(new WrittenStates.Place(cluster, topic, version));
  }
}
