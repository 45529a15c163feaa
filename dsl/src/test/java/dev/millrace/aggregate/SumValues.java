package dev.millrace.aggregate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Generates lists of doubles that are hard to sum. */
final class SumValues {
  private static final long LARGEST_SUBNORMAL = (1L << 52) - 1;

  private SumValues() {}

  /** Lists of which about one in four holds NaN or infinities. */
  static Arbitrary<List<Double>> lists() {
    Arbitrary<List<Double>> nonFinite =
        Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY)
            .list()
            .ofMinSize(1)
            .ofMaxSize(3);
    Arbitrary<List<Double>> mostlyNone =
        Arbitraries.frequencyOf(
            Tuple.of(3, Arbitraries.just(List.<Double>of())), Tuple.of(1, nonFinite));
    return Combinators.combine(finiteLists(), mostlyNone).as(SumValues::concat);
  }

  static Arbitrary<List<Double>> finiteLists() {
    return Arbitraries.oneOf(
        mixed(),
        cancelling(),
        zeros(),
        amounts().list().ofMaxSize(50),
        subnormals().list().ofMaxSize(20),
        large().list().ofMaxSize(20),
        ties().list().ofMaxSize(12));
  }

  private static Arbitrary<List<Double>> mixed() {
    return Arbitraries.oneOf(anyFinite(), amounts(), subnormals(), large(), ties(), fewBits())
        .list()
        .ofMaxSize(30);
  }

  /** Values of which all but a few are taken away again, in another order. */
  private static Arbitrary<List<Double>> cancelling() {
    Arbitrary<List<Double>> few = Arbitraries.oneOf(ties(), zero()).list().ofMaxSize(3);
    return Combinators.combine(mixed(), few, Arbitraries.longs())
        .as(
            (values, rest, seed) -> {
              List<Double> all = new ArrayList<>(concat(values, rest));
              values.forEach(value -> all.add(-value));
              Collections.shuffle(all, new Random(seed));
              return all;
            });
  }

  private static Arbitrary<List<Double>> zeros() {
    return Arbitraries.oneOf(Arbitraries.just(-0.0), zero()).list().ofMaxSize(4);
  }

  private static Arbitrary<Double> zero() {
    return Arbitraries.of(0.0, -0.0);
  }

  private static Arbitrary<Double> anyFinite() {
    return Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite);
  }

  private static Arbitrary<Double> amounts() {
    return Arbitraries.integers().between(-10_000_000, 10_000_000).map(cents -> cents / 100.0);
  }

  private static Arbitrary<Double> subnormals() {
    return withSign(
        Arbitraries.longs().between(0, LARGEST_SUBNORMAL + 2).map(Double::longBitsToDouble));
  }

  private static Arbitrary<Double> large() {
    long largest = Double.doubleToLongBits(Double.MAX_VALUE);
    return withSign(
        Arbitraries.oneOf(
            Arbitraries.longs().between(largest - 3, largest).map(Double::longBitsToDouble),
            Arbitraries.of(0x1p1023, 0x1p970, 0x1p969, 0x1p917, 1.0)));
  }

  /** Ones, halves of their last place, and what tips the balance. */
  private static Arbitrary<Double> ties() {
    return withSign(
        Arbitraries.of(
            1.0, 0x1.0000000000001p0, 0x1p-52, 0x1p-53, 0x1p-54, 0x1p-106, Double.MIN_VALUE));
  }

  private static Arbitrary<Double> fewBits() {
    return Combinators.combine(
            Arbitraries.integers().between(-9, 9), Arbitraries.integers().between(-1074, 1020))
        .as((significand, exponent) -> Math.scalb((double) significand, exponent));
  }

  private static Arbitrary<Double> withSign(Arbitrary<Double> values) {
    return Combinators.combine(values, Arbitraries.of(1.0, -1.0)).as((value, sign) -> value * sign);
  }

  private static List<Double> concat(List<Double> left, List<Double> right) {
    List<Double> all = new ArrayList<>(left);
    all.addAll(right);
    return all;
  }
}
