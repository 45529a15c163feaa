package dev.millrace.benchmarks.clickstream;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import org.apache.beam.sdk.coders.AtomicCoder;

/**
 * An event, with a coder by hand: Beam's own for records of a schema take several times as long.
 *
 * @param price NaN for none
 * @param micros event time
 */
record Event(String eventId, String userId, String kind, String page, double price, long micros) {
  boolean isPurchase() {
    return kind.equals("PURCHASE");
  }

  static long micros(Instant at) {
    return at.getEpochSecond() * 1_000_000 + at.getNano() / 1000;
  }

  /** Fields one behind the other. */
  static final class EventCoder extends AtomicCoder<Event> {
    private static final long serialVersionUID = 1L;

    static final EventCoder OF = new EventCoder();

    @Override
    public void encode(Event event, OutputStream stream) throws IOException {
      DataOutputStream out = new DataOutputStream(stream);
      out.writeUTF(event.eventId());
      out.writeUTF(event.userId());
      out.writeUTF(event.kind());
      out.writeUTF(event.page());
      out.writeDouble(event.price());
      out.writeLong(event.micros());
    }

    @Override
    public Event decode(InputStream stream) throws IOException {
      DataInputStream in = new DataInputStream(stream);
      return new Event(
          in.readUTF(), in.readUTF(), in.readUTF(), in.readUTF(), in.readDouble(), in.readLong());
    }
  }
}
