package dev.millrace.beam;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.engine.Closing;
import dev.millrace.engine.EmptyParts;
import dev.millrace.engine.Manifest;
import dev.millrace.engine.OutletPlan;
import dev.millrace.engine.Receipt;
import dev.millrace.plan.Plan;
import dev.millrace.publish.OpenRun;
import dev.millrace.publish.Publication;
import dev.millrace.publish.PublicationLayout;
import dev.millrace.publish.StagingArea;
import dev.millrace.publish.UnbegunRun;
import dev.millrace.publish.UnitPublication;
import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a graph is told of the run it does: where parts wait, and how a run or a unit ends.
 *
 * @param isBegun false in a template: nobody keeps a folder for its run
 * @param isOnlyLogged whether a run ends with a line in the log, because every output is sent and
 *     there is no disk for its manifest
 */
record RunEnd(
    String run,
    StagingArea staging,
    Publication publication,
    UnitPublication units,
    boolean isBegun,
    boolean isOnlyLogged)
    implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(RunEnd.class);

  static RunEnd of(OpenRun open) {
    return new RunEnd(
        open.run(), open.staging(), open.publication(), open.unitPublication(), true, false);
  }

  /** Of a job that has no disk in common with whoever launches it. */
  static RunEnd ofTemplate(PublicationLayout layout, String run) {
    UnbegunRun unbegun = UnbegunRun.of(layout, run);
    return new RunEnd(
        run,
        unbegun.staging(),
        unbegun.publication(),
        unbegun.unitPublication(),
        false,
        layout.folders().isEmpty());
  }

  /** For people, of a template with folders. */
  String refusal() {
    return "outputs are bound to folders, and a job of this template publishes none: it fails with"
        + " MR-O014. Workers and launcher have no disk in common. Bind every sink and quarantine to"
        + " a topic";
  }

  /** Nothing is staged where there is no folder for it. */
  Receipt emptyParts(Plan plan, OutletPlan outlets) throws IOException {
    return EmptyParts.stage(plan, isBegun ? outlets : new OutletPlan(staging, Map.of()));
  }

  void publish(Closing.Closed closed) throws IOException {
    if (isOnlyLogged) {
      log(closed);
    } else {
      var unused = publication.publish(closed.parts(), closed.manifest().toJson());
    }
  }

  void publish(String unit, Closing.Closed closed) throws IOException {
    if (isOnlyLogged) {
      log(closed);
    } else {
      var unused =
          units.publish(
              unit,
              closed.parts(),
              closed.manifest().toJson(),
              (before, replaced) ->
                  Closing.withUnit(read(before), read(replaced), closed.manifest()).toJson());
    }
  }

  private static void log(Closing.Closed closed) {
    LOG.info("The manifest: {}", new String(closed.manifest().toJson(), UTF_8));
  }

  private static Optional<Manifest> read(Optional<byte[]> json) throws IOException {
    return json.isEmpty() ? Optional.empty() : Optional.of(Manifest.fromJson(json.get()));
  }
}
