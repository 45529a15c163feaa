package dev.millrace.publish;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.is;

import dev.millrace.servers.Waiting;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Attempts that know nothing of each other: workers in other processes, and in one process those of
 * a job that was restarted, each with the classes of a loader of its own.
 */
class UnitAttemptsTest {
  private static final int UNITS = 25;

  @TempDir Path root;

  @Test
  void attemptsWithClassesOfTheirOwnLoseNoUnit() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try (OpenRun run = Publisher.of(SampleRun.layout(root)).begin("new")) {
      List<Future<?>> all = new ArrayList<>();
      for (String attempt : List.of("a", "b", "c")) {
        all.add(threads.submit(() -> publishWithOwnClasses(attempt)));
      }
      for (Future<?> each : all) {
        Object unused = Waiting.patiently().result(each, () -> "an attempt is not published");
      }
      assertAllPublished(run, List.of("a", "b", "c"));
    } finally {
      threads.shutdown();
    }
  }

  private Void publishWithOwnClasses(String attempt) throws Exception {
    try (URLClassLoader own =
        new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
      own.loadClass(UnitsOfAnAttempt.class.getName())
          .getMethod("main", String[].class)
          .invoke(null, (Object) arguments(attempt));
      return null;
    }
  }

  private static URL[] classPath() throws MalformedURLException {
    List<URL> all = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      all.add(Path.of(entry).toUri().toURL());
    }
    return all.toArray(URL[]::new);
  }

  @Test
  void attemptsInOtherProcessesLoseNoUnit() throws Exception {
    try (OpenRun run = Publisher.of(SampleRun.layout(root)).begin("new")) {
      List<Process> all = new ArrayList<>();
      for (String attempt : List.of("a", "b")) {
        all.add(start(attempt));
      }
      UnitsOfAnAttempt.main(arguments("c"));
      for (Process each : all) {
        assertThat(Waiting.patiently().end(each, () -> "an attempt"), is(0));
      }
      assertAllPublished(run, List.of("a", "b", "c"));
    }
  }

  private Process start(String attempt) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                UnitsOfAnAttempt.class.getName()));
    command.addAll(List.of(arguments(attempt)));
    return new ProcessBuilder(command).inheritIO().start();
  }

  private String[] arguments(String attempt) {
    return new String[] {root.toString(), "new", attempt, Integer.toString(UNITS)};
  }

  private static void assertAllPublished(OpenRun run, List<String> attempts) throws IOException {
    List<String> expected = new ArrayList<>();
    for (String attempt : attempts) {
      for (int i = 0; i < UNITS; i++) {
        expected.add(attempt + i);
      }
    }
    String units =
        new String(run.unitPublication().rootManifest().orElseThrow(), StandardCharsets.UTF_8);
    assertThat(List.of(units.split(" ", -1)), containsInAnyOrder(expected.toArray(String[]::new)));
  }

  /** A worker of a run that goes on elsewhere. */
  public static final class UnitsOfAnAttempt {
    private UnitsOfAnAttempt() {}

    public static void main(String[] args) throws IOException {
      Path root = Path.of(args[0]);
      RunFolder run = new RunFolder(SampleRun.layout(root), args[1]);
      for (int i = 0; i < Integer.parseInt(args[3]); i++) {
        SampleUnit unit = new SampleUnit(args[2] + i, 1, 1);
        unit.publish(new UnitPublication(run), unit.stage(root, new StagingArea(run)), phase -> {});
      }
    }
  }
}
