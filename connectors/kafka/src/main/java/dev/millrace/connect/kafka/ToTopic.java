package dev.millrace.connect.kafka;

import dev.millrace.connect.RowWriter;
import dev.millrace.connect.SinkBinding;
import dev.millrace.record.Shape;
import java.io.OutputStream;

/**
 * A binding whose rows are messages of a topic: there is no folder.
 *
 * @param <T> the rows
 */
abstract class ToTopic<T> implements SinkBinding<T> {
  private static final long serialVersionUID = 1L;

  final Cluster cluster;
  final String topic;

  ToTopic(Cluster cluster, String topic) {
    this.cluster = cluster;
    this.topic = topic;
  }

  @Override
  public final boolean isSent() {
    return true;
  }

  @Override
  public final String folder() {
    return "kafka:" + topic;
  }

  @Override
  public final String extension() {
    return "";
  }

  @Override
  public final RowWriter<T> writer(Shape<T> shape, OutputStream out) {
    throw new UnsupportedOperationException(describe() + " has no files");
  }

  @Override
  public final String toString() {
    return describe();
  }
}
