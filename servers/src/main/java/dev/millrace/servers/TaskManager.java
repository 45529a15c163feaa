package dev.millrace.servers;

import java.io.IOException;

/** A TaskManager of a {@link FlinkCluster}: a process with slots. */
public final class TaskManager {
  private final String name;
  private final ServerProcess process;

  TaskManager(String name, ServerProcess process) {
    this.name = name;
    this.process = process;
  }

  /** Its id in Flink's REST interface. */
  public String name() {
    return name;
  }

  /** Its process. */
  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** What its process says of itself; to be closed. */
  public ProcessBeans beans() throws IOException {
    return ProcessBeans.of(pid());
  }

  ServerProcess process() {
    return process;
  }
}
