package dev.millrace.plan;

import java.io.Serializable;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What the author decided about rows that a step refuses. */
public sealed interface Invalid extends Serializable {
  /** The definition, as stable text. */
  String describe();

  /**
   * They go to a quarantine port.
   *
   * @param failAbove the run fails when more than this fraction of all rows that reached the step
   *     was refused (V3: denominator ALL_ROWS); null for no limit
   */
  record Quarantined(String port, @Nullable BigDecimal failAbove) implements Invalid {
    @Override
    public String describe() {
      return "quarantine "
          + port
          + (failAbove == null ? "" : ", fail above " + failAbove.toPlainString());
    }
  }

  /** They are counted and dropped. */
  record Dropped() implements Invalid {
    @Override
    public String describe() {
      return "drop";
    }
  }

  /** The first one fails the run. */
  record Failing() implements Invalid {
    @Override
    public String describe() {
      return "fail";
    }
  }
}
