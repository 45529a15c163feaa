package dev.millrace.engine;

import dev.millrace.Rejection;
import dev.millrace.Rejection.Failure;
import dev.millrace.Rejection.Stage;
import dev.millrace.plan.Problem;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A record that never became a row. */
@SuppressWarnings("ArrayRecordComponent")
record UnreadableRecord(
    String partition,
    long position,
    long idHigh,
    byte[] raw,
    Stage stage,
    List<Failure> failures,
    @Nullable String exception,
    byte @Nullable [] frame) {

  Tally tally() {
    Tally tally = new Tally();
    tally.addRecord(idHigh, position);
    return tally;
  }

  Rejection rejection(StagePlan plan, Instant now) {
    return new Rejection(
        plan.sourceName(),
        partition,
        position,
        idHigh,
        position,
        plan.entry().name(),
        stage,
        failures,
        raw,
        null,
        now,
        1,
        plan.fingerprint(plan.entry()),
        exception,
        frame);
  }

  Problem problem(StagePlan plan) {
    return new Problem(
        RunCode.INVALID_ROW,
        plan.entry().name() + " (" + plan.entry().site() + ")",
        "Record " + position + " of " + partition + " cannot be read: " + failures,
        plan.deciders()
            .failing()
            .map(step -> step.name() + " was told to fail on the first invalid row")
            .orElse("no step behind it decides about such records, and none must vanish"),
        "give the first validate or tryMap after the source a quarantine(port)");
  }
}
