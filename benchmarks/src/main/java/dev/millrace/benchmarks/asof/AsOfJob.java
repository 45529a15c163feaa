package dev.millrace.benchmarks.asof;

import dev.millrace.benchmarks.program.Hashes;
import java.util.Locale;

/** What is asked for. */
public enum AsOfJob {
  /** The amount of the latest fact. */
  LATEST,
  /** One value from each of five windows. */
  WINDOWS;

  /** Of no double that stands in an answer: a NaN with something in it. */
  private static final long NONE = 0x7FF8_0000_DEAD_BEEFL;

  /** As it stands in the names of programs. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The answer to a question that there is no fact for. */
  static long latestHash(long id) {
    return Hashes.mix(id, NONE);
  }

  static long latestHash(long id, double amount) {
    return Hashes.mix(id, Double.doubleToLongBits(amount));
  }

  /** The windows' values; mean and most stand for nothing when their windows are empty. */
  record Values(
      long orders,
      double spent,
      boolean hasMean,
      double mean,
      boolean hasMost,
      double most,
      long products) {
    /** A hash of every bit. */
    long hash(long id) {
      long hash = Hashes.mix(id, orders);
      hash = Hashes.mix(hash, Double.doubleToLongBits(spent));
      hash = Hashes.mix(hash, hasMean ? Double.doubleToLongBits(mean) : NONE);
      hash = Hashes.mix(hash, hasMost ? Double.doubleToLongBits(most) : NONE);
      return Hashes.mix(hash, products);
    }
  }
}
