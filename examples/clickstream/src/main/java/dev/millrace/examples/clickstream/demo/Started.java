package dev.millrace.examples.clickstream.demo;

import java.util.List;

/** The processes that this one has started, and what they have started. */
final class Started {
  private Started() {}

  /** As {@code kill -9}. Returns when none of them lives. */
  static void stop() {
    for (List<ProcessHandle> all = living(); !all.isEmpty(); all = living()) {
      all.forEach(ProcessHandle::destroyForcibly);
      all.forEach(each -> each.onExit().join());
    }
  }

  private static List<ProcessHandle> living() {
    return ProcessHandle.current().descendants().toList();
  }
}
