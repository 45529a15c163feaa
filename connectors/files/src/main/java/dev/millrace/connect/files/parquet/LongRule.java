package dev.millrace.connect.files.parquet;

import dev.millrace.connect.files.binding.LocalClock;
import dev.millrace.record.Kind;
import java.time.LocalDate;
import java.time.ZoneId;

/** How whole numbers of a file become those that a component keeps. */
abstract class LongRule {
  private static final long UNSIGNED_INT = 0xFFFFFFFFL;
  private static final long MICROS = 1_000_000;

  /** Nothing to do and nothing to look at. */
  static final LongRule AS_IS = new Within(Long.MIN_VALUE, Long.MAX_VALUE);

  /** Whether a number has a place in the component. */
  abstract boolean fits(long raw);

  /** What the component keeps, for a number that fits. */
  abstract long apply(long raw);

  /** Whether a number may not fit though the column's type says that it does. */
  boolean mayRefuse() {
    return false;
  }

  /**
   * Whether a number in a range may not fit though the column's type says that it does.
   *
   * @param least of the range
   * @param greatest of the range
   */
  boolean mayRefuse(long least, long greatest) {
    return mayRefuse();
  }

  /** Whether the lesser of two numbers never becomes the greater: then bounds stay bounds. */
  boolean keepsOrder() {
    return true;
  }

  /** Numbers as they are, if they are in the range of a kind. */
  static LongRule within(Kind kind, boolean isInt) {
    return switch (kind) {
      case BYTE -> new Within(Byte.MIN_VALUE, Byte.MAX_VALUE);
      case SHORT -> new Within(Short.MIN_VALUE, Short.MAX_VALUE);
      case CHAR -> new Within(Character.MIN_VALUE, Character.MAX_VALUE);
      case INT -> isInt ? AS_IS : new Within(Integer.MIN_VALUE, Integer.MAX_VALUE);
      case LOCAL_DATE ->
          isInt ? AS_IS : new Within(LocalDate.MIN.toEpochDay(), LocalDate.MAX.toEpochDay());
      default -> AS_IS;
    };
  }

  /** Ints that are meant without a sign. */
  static LongRule unsignedInt() {
    return new LongRule() {
      @Override
      boolean fits(long raw) {
        return true;
      }

      @Override
      long apply(long raw) {
        return raw & UNSIGNED_INT;
      }
    };
  }

  /** Times in UTC, to microseconds: finer ones are floored (SEMANTICS S1). */
  static LongRule time(Annotation.Unit unit) {
    return switch (unit) {
      case MICROS -> AS_IS;
      case MILLIS -> new Millis();
      case NANOS -> new Nanos();
    };
  }

  /** Times on the clocks of a zone. One that was skipped does not fit; of two, it is the first. */
  static LongRule localTime(Annotation.Unit unit, ZoneId zone) {
    return new Local(time(unit), zone);
  }

  /** The same rule, of which only whole multiples of a number have a place in the component. */
  LongRule inSteps(long grain) {
    return grain == 1 ? this : new InSteps(this, grain);
  }

  private static final class InSteps extends LongRule {
    private final LongRule rule;
    private final long grain;

    InSteps(LongRule rule, long grain) {
      this.rule = rule;
      this.grain = grain;
    }

    @Override
    boolean fits(long raw) {
      return rule.fits(raw) && rule.apply(raw) % grain == 0;
    }

    @Override
    long apply(long raw) {
      return rule.apply(raw);
    }

    @Override
    boolean mayRefuse() {
      return true;
    }

    @Override
    boolean keepsOrder() {
      return rule.keepsOrder();
    }
  }

  private static final class Within extends LongRule {
    private final long least;
    private final long greatest;

    Within(long least, long greatest) {
      this.least = least;
      this.greatest = greatest;
    }

    @Override
    boolean fits(long raw) {
      return raw >= least && raw <= greatest;
    }

    @Override
    long apply(long raw) {
      return raw;
    }
  }

  private static final class Millis extends LongRule {
    @Override
    boolean mayRefuse() {
      return true;
    }

    @Override
    boolean mayRefuse(long least, long greatest) {
      return !fits(least) || !fits(greatest);
    }

    @Override
    boolean fits(long raw) {
      return raw >= Long.MIN_VALUE / 1000 && raw <= Long.MAX_VALUE / 1000;
    }

    @Override
    long apply(long raw) {
      return raw * 1000;
    }
  }

  private static final class Nanos extends LongRule {
    @Override
    boolean fits(long raw) {
      return true;
    }

    @Override
    long apply(long raw) {
      return Math.floorDiv(raw, 1000L);
    }
  }

  private static final class Local extends LongRule {
    private static final long FARTHEST = 300_000_000L * 365 * 86_400;

    private final LongRule unit;
    private final LocalClock clock;

    Local(LongRule unit, ZoneId zone) {
      this.unit = unit;
      this.clock = new LocalClock(zone);
    }

    @Override
    boolean mayRefuse() {
      return true;
    }

    /** The hour that comes twice goes back. */
    @Override
    boolean keepsOrder() {
      return false;
    }

    @Override
    boolean fits(long raw) {
      if (!unit.fits(raw)) {
        return false;
      }
      long second = Math.floorDiv(unit.apply(raw), MICROS);
      // The ends of 64 bits of microseconds are 292,000 years off: an offset must not go past them.
      return Math.abs(second) < Long.MAX_VALUE / MICROS - 86_400
          && Math.abs(second) < FARTHEST
          && clock.offsetSeconds(second) != LocalClock.GAP;
    }

    @Override
    long apply(long raw) {
      long micros = unit.apply(raw);
      return micros - clock.offsetSeconds(Math.floorDiv(micros, MICROS)) * MICROS;
    }
  }
}
