package dev.millrace.benchmarks.wide;

import dev.millrace.benchmarks.input.CsvFile;
import dev.millrace.benchmarks.input.WideColumns;
import dev.millrace.benchmarks.program.Hashes;
import java.util.Arrays;
import java.util.Set;

/** A wide row as rivals have it: read into the same arrays again and again. */
final class WideRow {
  private static final Set<String> ALLOWED = Set.copyOf(WideColumns.ALLOWED);
  private static final Set<String> MORE =
      Set.of("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota");

  final long[] longs = new long[WideColumns.LONGS];
  final double[] doubles = new double[WideColumns.DOUBLES];
  final String[] codes = new String[WideColumns.CODES];

  WideRow() {
    Arrays.fill(codes, "");
  }

  void read(CsvFile csv) {
    int column = 0;
    for (int i = 0; i < longs.length; i++) {
      longs[i] = csv.wholeNumber(column++);
    }
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = csv.decimal(column++);
    }
    for (int i = 0; i < codes.length; i++) {
      codes[i] = csv.text(column++);
    }
  }

  /** How many of the hundred rules are broken: all are looked at, as one does who reports them. */
  int brokenRules() {
    int broken = 0;
    for (long value : longs) {
      for (int k = 0; k < 5; k++) {
        broken += value < -k || value > WideColumns.LIMIT + k ? 1 : 0;
      }
    }
    for (double value : doubles) {
      for (int k = 0; k < 5; k++) {
        broken += value < -k || value > WideColumns.LIMIT + k ? 1 : 0;
      }
    }
    for (String code : codes) {
      broken += brokenRules(code);
    }
    return broken;
  }

  private static int brokenRules(String code) {
    boolean lowerCase = isLowerCase(code);
    int broken = code.isEmpty() ? 1 : 0;
    broken += ALLOWED.contains(code) ? 0 : 1;
    broken += MORE.contains(code) ? 0 : 1;
    broken += lowerCase && !code.isEmpty() ? 0 : 1;
    broken += lowerCase && code.length() >= 2 && code.length() <= 8 ? 0 : 1;
    return broken;
  }

  private static boolean isLowerCase(String code) {
    for (int i = 0; i < code.length(); i++) {
      if (code.charAt(i) < 'a' || code.charAt(i) > 'z') {
        return false;
      }
    }
    return true;
  }

  long rowHash() {
    long hash = 0;
    for (long value : longs) {
      hash = Hashes.mix(hash, value);
    }
    for (double value : doubles) {
      hash = Hashes.mix(hash, Double.doubleToLongBits(value));
    }
    for (String code : codes) {
      hash = Hashes.mix(hash, code.hashCode());
    }
    return hash;
  }
}
