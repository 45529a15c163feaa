package dev.millrace.publish;

import dev.millrace.plan.ProblemsException;
import dev.millrace.servers.Waiting;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A process of its own that begins a run and publishes it, or dies by SIGKILL on the way. */
final class PublishingProcess {
  static final int SIGKILLED = 128 + 9;
  static final String REFUSED = "MR-O012";

  private PublishingProcess() {}

  /** Publishes, and is killed when it reaches the phase. */
  static int exitOfPublishing(Path root, SampleRun run, Phase dies) throws Exception {
    Process process = start(root, run, dies.name());
    return Waiting.patiently().end(process, () -> "it was to be killed at " + dies);
  }

  /**
   * Publishes units of a stream, one after the other, and is killed when it reaches the phase of
   * the last.
   */
  static int exitOfPublishingUnits(Path root, List<SampleUnit> units, Phase dies) throws Exception {
    List<String> names = units.stream().map(SampleUnit::toString).toList();
    Process process = start(root, SampleRun.NEW, dies.name(), String.join(" ", names));
    return Waiting.patiently().end(process, () -> "it was to be killed at " + dies);
  }

  /** Publishes units, says "published", and goes on until its standard input ends. */
  static Process startPublishingUnits(Path root, List<SampleUnit> units) throws IOException {
    List<String> names = units.stream().map(SampleUnit::toString).toList();
    return start(root, SampleRun.NEW, "none", String.join(" ", names));
  }

  /** Begins, and goes on until its standard input ends. Says "begun", or why it could not. */
  static Process startBeginning(Path root, SampleRun run) throws IOException {
    return start(root, run, "none");
  }

  /** What a process that goes on has said, when it has. */
  static @Nullable String said(BufferedReader says) {
    return Waiting.patiently().line(says);
  }

  /** As {@code kill -9}. Returns when it is gone. */
  static void kill(Process process) {
    process.destroyForcibly();
    int unused = Waiting.patiently().end(process, () -> "it was killed");
  }

  private static Process start(Path root, SampleRun run, String phase) throws IOException {
    return start(root, run, phase, "");
  }

  private static Process start(Path root, SampleRun run, String phase, String units)
      throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            PublishingProcess.class.getName(),
            root.toString(),
            run.id(),
            phase,
            units)
        .redirectError(Redirect.INHERIT)
        .start();
  }

  public static void main(String[] args) throws IOException {
    Path root = Path.of(args[0]);
    SampleRun run = SampleRun.named(args[1]);
    List<SampleUnit> units =
        args[3].isEmpty()
            ? List.of()
            : Stream.of(args[3].split(" ", -1)).map(SampleUnit::parse).toList();
    if (args[2].equals("none")) {
      beginAndWait(root, run, units);
    } else {
      publishAndDie(root, run, units, Phase.valueOf(args[2]));
    }
  }

  private static void beginAndWait(Path root, SampleRun run, List<SampleUnit> units)
      throws IOException {
    try {
      OpenRun held = Publisher.of(SampleRun.layout(root)).begin(run.id());
      for (SampleUnit unit : units) {
        unit.publish(root, held, phase -> {});
      }
      System.out.println(units.isEmpty() ? "begun" : "published");
      while (System.in.read() >= 0) {
        // Until the parent lets go.
      }
      held.close();
    } catch (ProblemsException refused) {
      System.out.println(refused.getMessage().replace('\n', ' '));
    }
  }

  private static void publishAndDie(Path root, SampleRun run, List<SampleUnit> units, Phase dies)
      throws IOException {
    Consumer<Phase> killer =
        phase -> {
          if (phase == dies) {
            killMyself();
          }
        };
    Publisher publisher =
        units.isEmpty()
            ? Publisher.of(SampleRun.layout(root), killer)
            : Publisher.of(SampleRun.layout(root));
    try (OpenRun open = publisher.begin(run.id())) {
      for (int i = 0; i < units.size(); i++) {
        boolean isLast = i == units.size() - 1;
        units.get(i).publish(root, open, isLast ? killer : phase -> {});
      }
      if (!units.isEmpty()) {
        return;
      }
      open.publication().publish(run.stage(root, open), run.manifest(), killer);
    }
  }

  private static void killMyself() {
    try {
      new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid())).start();
    } catch (IOException noKill) {
      throw new IllegalStateException(noKill);
    }
    while (true) {
      LockSupport.park();
    }
  }
}
