package dev.millrace.beam;

import dev.millrace.publish.OpenRun;
import dev.millrace.upgrade.SavedBindings;
import dev.millrace.upgrade.SavedPlan;
import java.io.IOException;

/** What is kept of a job beside its run, for whoever wants to go on from its savepoint. */
record JobNotes(SavedPlan plan, SavedBindings bindings) {
  void keep(OpenRun open, String job) throws IOException {
    open.keepPlan(job, plan.toJson());
    open.keepBindings(job, bindings.toJson());
  }
}
