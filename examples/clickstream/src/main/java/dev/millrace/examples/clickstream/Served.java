package dev.millrace.examples.clickstream;

import dev.millrace.connect.files.online.OnlineStore;
import dev.millrace.connect.kafka.OnlineTopic;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;

/** Answers for users, as a service does that follows the topic of features. */
public final class Served implements Closeable {
  // snippet:served
  private final OnlineStore<String, Activity> store;

  private Served(OnlineStore<String, Activity> store) {
    this.store = store;
  }

  /** Reads the states that are there. */
  public static Served from(String servers, String topic) throws IOException {
    return new Served(OnlineTopic.of(topic).servers(servers).open(Clickstream.ONLINE));
  }

  /** Takes what was written since; to be called every second, say. */
  public boolean refresh() throws IOException {
    return store.refresh();
  }

  /** What is known of a user at a time, for people. */
  public String features(String userId, Instant at) {
    return store.features().get(userId, at).toString();
  }

  // end

  /** How many users have a state. */
  public int users() {
    return store.keys();
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
