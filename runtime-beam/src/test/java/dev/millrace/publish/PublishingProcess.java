package dev.millrace.publish;

import dev.millrace.plan.ProblemsException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** A process of its own that begins a run and publishes it, or dies by SIGKILL on the way. */
final class PublishingProcess {
  static final int SIGKILLED = 128 + 9;
  static final String REFUSED = "MR-O012";

  private PublishingProcess() {}

  /** Publishes, and is killed when it reaches the phase. */
  static int exitOfPublishing(Path root, SampleRun run, Phase dies) throws Exception {
    Process process = start(root, run, dies.name());
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the child hangs");
    }
    return process.exitValue();
  }

  /** Begins, and goes on until its standard input ends. Says "begun", or why it could not. */
  static Process startBeginning(Path root, SampleRun run) throws IOException {
    return start(root, run, "none");
  }

  private static Process start(Path root, SampleRun run, String phase) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            PublishingProcess.class.getName(),
            root.toString(),
            run.id(),
            phase)
        .redirectError(Redirect.INHERIT)
        .start();
  }

  public static void main(String[] args) throws IOException {
    Path root = Path.of(args[0]);
    SampleRun run = SampleRun.named(args[1]);
    if (args[2].equals("none")) {
      beginAndWait(root, run);
    } else {
      publishAndDie(root, run, Phase.valueOf(args[2]));
    }
  }

  private static void beginAndWait(Path root, SampleRun run) throws IOException {
    try {
      OpenRun held = Publisher.of(SampleRun.layout(root)).begin(run.id());
      System.out.println("begun");
      while (System.in.read() >= 0) {
        // Until the parent lets go.
      }
      held.close();
    } catch (ProblemsException refused) {
      System.out.println(refused.getMessage().replace('\n', ' '));
    }
  }

  private static void publishAndDie(Path root, SampleRun run, Phase dies) throws IOException {
    Consumer<Phase> killer =
        phase -> {
          if (phase == dies) {
            killMyself();
          }
        };
    try (OpenRun open = Publisher.of(SampleRun.layout(root), killer).begin(run.id())) {
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
