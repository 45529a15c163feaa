package dev.millrace.publish;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadersTest {
  private static final int RUNS = 40;

  @TempDir Path root;

  @Test
  void aReaderWhoResolvesCurrentOnceNeverSeesTwoRuns() throws Exception {
    run(0).publish(root);
    TwoReaders.readDuring(
        () -> {
          for (int i = 1; i <= RUNS; i++) {
            run(i).publish(root);
          }
        },
        this::readUntil);
  }

  /** The number of parts changes from run to run, so that a mixture cannot look like a run. */
  private static SampleRun run(int number) {
    return new SampleRun("run-" + number, 1 + number % 4, number % 3);
  }

  private int readUntil(AtomicBoolean done) throws IOException {
    int snapshots = 0;
    while (!done.get() || snapshots < 2) {
      Path link = Files.readSymbolicLink(SampleRun.state(root).resolve("current"));
      Path current = SampleRun.state(root).resolve(link);
      String id = String.valueOf(current.getName(current.getNameCount() - 2));
      SampleRun run = run(Integer.parseInt(id.substring("run-".length())));
      Map<String, String> files = new TreeMap<>();
      try {
        for (String folder : List.of(SampleRun.DAILY, SampleRun.REJECTED)) {
          Path resolved = current.resolve("data").resolve(folder);
          for (String name : listed(resolved)) {
            files.put(folder + "/" + name, Files.readString(resolved.resolve(name)));
          }
        }
      } catch (NoSuchFileException missing) {
        files.clear();
      }
      // Only a reader whose run has gone as a whole, two publications later, may miss a file.
      if (Files.exists(current)) {
        assertThat(files, equalTo(run.expected()));
        snapshots++;
      }
    }
    return snapshots;
  }

  private static List<String> listed(Path folder) throws IOException {
    try (var entries = Files.newDirectoryStream(folder)) {
      Set<String> names = new TreeSet<>();
      entries.forEach(entry -> names.add(String.valueOf(entry.getFileName())));
      return List.copyOf(names);
    } catch (UncheckedIOException lazily) {
      throw lazily.getCause();
    }
  }

  @Test
  void theRunBeforeTheCurrentOneStaysForReadersWhoBeganWithIt() throws Exception {
    SampleRun.EARLIER.publish(root);
    Path resolved = root.resolve(SampleRun.DAILY).toRealPath();
    SampleRun.NEW.publish(root);

    Map<String, String> still = SampleRun.filesIn(resolved, SampleRun.DAILY);
    assertThat(SampleRun.EARLIER.expected().entrySet().containsAll(still.entrySet()), is(true));
    assertThat(still.size(), is(4));
    assertThat(SampleRun.runsOnDisk(root), containsInAnyOrder("earlier", "new"));
  }
}
