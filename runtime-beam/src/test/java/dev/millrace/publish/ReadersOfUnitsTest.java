package dev.millrace.publish;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadersOfUnitsTest {
  private static final int PUBLICATIONS = 60;
  private static final int UNITS = 7;

  @TempDir Path root;

  /** Seven units, made again and again: a mixture of two generations differs from both. */
  @Test
  void aReaderWhoResolvesCurrentOnceSeesTheSameUnitsInAllFolders() throws Exception {
    List<Map<String, String>> generations = new ArrayList<>();
    List<SampleUnit> published = new ArrayList<>();
    for (int i = 0; i < PUBLICATIONS; i++) {
      SampleUnit unit = unit(i);
      published.removeIf(other -> other.name().equals(unit.name()));
      published.add(Math.min(i % UNITS, published.size()), unit);
      generations.add(SampleUnit.expected(published));
    }
    try (OpenRun run = Publisher.of(SampleRun.layout(root)).begin("new")) {
      unit(0).publish(root, run, phase -> {});
      TwoReaders.readDuring(
          () -> {
            for (int i = 1; i < PUBLICATIONS; i++) {
              unit(i).publish(root, run, phase -> {});
            }
          },
          done -> readUntil(done, generations));
    }
  }

  private static SampleUnit unit(int number) {
    return new SampleUnit("u" + number % UNITS, 1 + number / UNITS, number % 3);
  }

  private int readUntil(AtomicBoolean done, List<Map<String, String>> generations)
      throws IOException {
    int snapshots = 0;
    int latest = 1;
    while (!done.get() || snapshots < 2) {
      Path current = SampleRun.state(root).resolve("current").toRealPath();
      Map<String, String> files = new TreeMap<>();
      try {
        for (String folder : List.of(SampleRun.DAILY, SampleRun.REJECTED)) {
          read(current.resolve("data").resolve(folder), folder, files);
        }
      } catch (NoSuchFileException gone) {
        files.clear();
      }
      // Only a reader whose generation has gone, two publications later, may miss a file.
      if (Files.exists(current)) {
        int number = Integer.parseInt(String.valueOf(current.getFileName()));
        assertThat(files, equalTo(generations.get(number - 1)));
        assertThat("what readers see never goes back", number >= latest, is(true));
        latest = number;
        snapshots++;
      }
    }
    return snapshots;
  }

  private static void read(Path place, String folder, Map<String, String> files)
      throws IOException {
    try (Stream<Path> all = Files.walk(place, FileVisitOption.FOLLOW_LINKS)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        if (!Files.isDirectory(file)) {
          files.put(folder + "/" + place.relativize(file), Files.readString(file));
        }
      }
    } catch (UncheckedIOException lazily) {
      if (lazily.getCause() instanceof FileSystemException) {
        throw new NoSuchFileException(place.toString());
      }
      throw lazily.getCause();
    }
  }
}
