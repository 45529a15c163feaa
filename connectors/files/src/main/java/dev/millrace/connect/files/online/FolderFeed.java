package dev.millrace.connect.files.online;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** States from the files that runs have published. */
final class FolderFeed implements StateFeed {
  private final StatePlace place;

  /** The parts that were shown, as far as they are still published. */
  private Set<Path> shown = Set.of();

  FolderFeed(StatePlace place) {
    this.place = place;
  }

  @Override
  public String describe() {
    return place.store();
  }

  @Override
  public void read(Taker taker) throws IOException {
    while (true) {
      Path published = published();
      try {
        read(published, taker);
        return;
      } catch (NoSuchFileException removed) {
        // Two publications later, what was resolved is deleted: what took its place is read then.
        if (published.equals(published())) {
          throw removed;
        }
      }
    }
  }

  /** Resolved once, so that all parts are of one publication. */
  private Path published() throws IOException {
    try {
      return place.folder().toRealPath();
    } catch (NoSuchFileException none) {
      throw place.notThere();
    }
  }

  private void read(Path published, Taker taker) throws IOException {
    Set<Path> current = new HashSet<>();
    for (Path part : parts(published)) {
      Path file = part.toRealPath();
      current.add(file);
      if (!shown.contains(file)) {
        StateFile.read(place, file, taker::take);
      }
    }
    shown = current;
  }

  private static List<Path> parts(Path published) throws IOException {
    if (!Files.isDirectory(published)) {
      throw new NoSuchFileException(
          published.toString(), null, "no run has published states of an online view here");
    }
    try {
      return StatePlace.parts(published);
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
  }

  @Override
  public void close() {
    // Files are closed as they are read.
  }
}
