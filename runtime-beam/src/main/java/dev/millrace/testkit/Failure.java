package dev.millrace.testkit;

import dev.millrace.record.Component;
import dev.millrace.testkit.History.Asked;

/**
 * A feature that is not what it has to be.
 *
 * @param history with the one question that is answered wrongly
 */
record Failure(
    Way way, History history, Component feature, OracleAnswer.Feature expected, Found found) {
  Asked asked() {
    return history.asked().get(0);
  }
}
