package dev.millrace.connect.kafka;

import dev.millrace.connect.RowSender;
import dev.millrace.connect.kafka.SharedClients.Lease;
import dev.millrace.feature.KeyState;
import dev.millrace.record.Block;
import dev.millrace.record.Selection;
import java.io.IOException;
import java.time.Duration;

/** Sends the states of a bundle, as far as they are not older than what the topic has. */
final class StatesSender implements RowSender<KeyState> {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Lease<WrittenStates> lease;
  private final WrittenStates written;
  private final TopicSender<KeyState> sender;
  private boolean isFlushed = true;
  private boolean isClosed;

  private StatesSender(Lease<WrittenStates> lease, TopicSender<KeyState> sender) {
    this.lease = lease;
    this.written = lease.client();
    this.sender = sender;
  }

  static StatesSender open(WrittenStates.Place place) throws IOException {
    Lease<WrittenStates> written = WrittenStates.lease(place);
    try {
      written.client().catchUp(SECOND);
      return new StatesSender(
          written,
          TopicSender.open(place.cluster(), new StateMessages(place.topic(), place.version())));
    } catch (IOException | RuntimeException e) {
      // Who tries again begins anew: the topic may be another one, or the client broken.
      written.giveUp();
      written.close();
      throw e;
    }
  }

  @Override
  public void send(Block<KeyState> block, Selection rows) throws IOException {
    isFlushed = false;
    written.send(sender, block, rows);
  }

  @Override
  public long bytes() {
    return sender.bytes();
  }

  @Override
  public void flush() throws IOException {
    sender.flush();
    isFlushed = true;
  }

  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    if (!isFlushed) {
      written.doubt();
    }
    sender.close();
    lease.close();
  }
}
