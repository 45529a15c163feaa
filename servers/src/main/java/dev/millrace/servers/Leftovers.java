package dev.millrace.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What servers have written that is of no use to anybody when they are gone. */
final class Leftovers {
  private Leftovers() {}

  /**
   * Deletes folders with all that is in them; those that are not there are done.
   *
   * @throws IOException when something is left
   */
  static void delete(Path... folders) throws IOException {
    for (Path folder : folders) {
      if (Files.exists(folder)) {
        for (Path each : deepestFirst(folder)) {
          Files.deleteIfExists(each);
        }
      }
    }
  }

  private static List<Path> deepestFirst(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
