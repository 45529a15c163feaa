package dev.millrace.connect;

import dev.millrace.record.Mix;
import java.io.Serializable;

/**
 * How far each record of a replay is delayed, by its number.
 *
 * @param places every record by 0 to so many
 * @param lateFraction of records that are delayed by {@code latePlaces} more
 */
record Disorder(long seed, int places, double lateFraction, int latePlaces)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  static final Disorder NONE = new Disorder(0, 0, 0, 0);

  Disorder {
    if (places < 0 || latePlaces < 0 || !(lateFraction >= 0 && lateFraction <= 1)) {
      throw new IllegalArgumentException(
          "records are delayed by 0 or more places, and a fraction of them from 0 to 1");
    }
  }

  Disorder withSeed(long other) {
    return new Disorder(other, places, lateFraction, latePlaces);
  }

  Disorder withPlaces(int other) {
    return new Disorder(seed, other, lateFraction, latePlaces);
  }

  Disorder withLate(double fraction, int other) {
    return new Disorder(seed, places, fraction, other);
  }

  /** That of one partition. */
  Disorder of(int partition) {
    return withSeed(Mix.of(seed, partition));
  }

  boolean isNone() {
    return places == 0 && (latePlaces == 0 || lateFraction == 0);
  }

  /** How many places a record is delayed. */
  long delay(long number) {
    long hash = Mix.of(seed, number);
    long delay = places == 0 ? 0 : Long.remainderUnsigned(hash, places + 1L);
    double chance = (Mix.of(hash, seed) >>> 11) * 0x1.0p-53;
    return chance < lateFraction ? delay + latePlaces : delay;
  }

  String describe() {
    return isNone()
        ? ""
        : ", records up to "
            + places
            + " places late and "
            + lateFraction
            + " of them "
            + latePlaces
            + " more,";
  }
}
