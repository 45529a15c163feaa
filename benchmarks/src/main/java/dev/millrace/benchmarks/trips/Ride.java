package dev.millrace.benchmarks.trips;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.time.Instant;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.jspecify.annotations.Nullable;

/**
 * A trip as the rivals have it: public fields and a constructor without parameters, which is what
 * Flink's fastest serialiser wants.
 */
@SuppressWarnings("NullAway")
public final class Ride implements Serializable {
  private static final long serialVersionUID = 1L;

  public String rider = "";
  public long at;
  public double distance;
  public double fare;
  public int passengers;
  public String city = "";

  public Ride() {}

  /** Parses, maps and filters a line; null for a trip of no length or one that breaks a rule. */
  static @Nullable Ride valid(String line) {
    String[] fields = line.split(",", -1);
    Ride ride = new Ride();
    ride.rider = fields[1];
    ride.at = Instant.parse(fields[2]).toEpochMilli();
    ride.distance = Double.parseDouble(fields[3]) * 1.609344;
    ride.fare = Double.parseDouble(fields[4]);
    ride.passengers = Integer.parseInt(fields[5]);
    ride.city = fields[6];
    return ride.distance > 0.1 && ride.keepsRules() ? ride : null;
  }

  private boolean keepsRules() {
    return !rider.isEmpty()
        && fare > 0
        && fare <= 1_000
        && passengers >= 1
        && passengers <= 6
        && city.startsWith("city-")
        && distance < 10_000;
  }

  /** The compact coder that a careful author writes. */
  static final class RideCoder extends AtomicCoder<Ride> {
    private static final long serialVersionUID = 1L;

    @Override
    public void encode(Ride ride, OutputStream out) throws IOException {
      DataOutputStream data = new DataOutputStream(out);
      data.writeUTF(ride.rider);
      data.writeLong(ride.at);
      data.writeDouble(ride.distance);
      data.writeDouble(ride.fare);
      data.writeInt(ride.passengers);
      data.writeUTF(ride.city);
    }

    @Override
    public Ride decode(InputStream in) throws IOException {
      DataInputStream data = new DataInputStream(in);
      Ride ride = new Ride();
      ride.rider = data.readUTF();
      ride.at = data.readLong();
      ride.distance = data.readDouble();
      ride.fare = data.readDouble();
      ride.passengers = data.readInt();
      ride.city = data.readUTF();
      return ride;
    }
  }
}
