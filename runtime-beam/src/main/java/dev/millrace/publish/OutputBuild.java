package dev.millrace.publish;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Arranges a run's output beside everything else, and gives it its name when it is complete. Each
 * attempt has a folder of its own and leaves the staged files where they are: attempts of one
 * publication cannot disturb each other, and the first one to be complete is the output.
 */
final class OutputBuild {
  static final String MANIFEST = "manifest.json";
  static final String FOLDER_MANIFEST = "_manifest.json";

  private final RunFolder run;
  private final Optional<RunFolder> previous;
  private final Path build;
  private final Consumer<Phase> phases;

  OutputBuild(RunFolder run, Optional<RunFolder> previous, Consumer<Phase> phases) {
    this(run, previous, run.path().resolve("build-" + UUID.randomUUID()), phases);
  }

  /**
   * @param build the folder that is arranged
   */
  OutputBuild(RunFolder run, Optional<RunFolder> previous, Path build, Consumer<Phase> phases) {
    this.run = run;
    this.previous = previous.filter(other -> !other.equals(run));
    this.build = build;
    this.phases = phases;
  }

  void build(List<StagedPart> parts, byte[] manifest) throws IOException {
    verify(run, parts);
    phases.accept(Phase.BEFORE_FIRST_PART);
    Files.createDirectory(build); // with its parents, it would bring back a run that was removed
    for (String key : run.layout().keys()) {
      Files.createDirectories(data(key));
    }
    for (PublishedPart part : PublishedPart.arrange(parts)) {
      StagedPart staged = part.part();
      Path published = data(staged.folder()).resolve(part.name());
      Disk.share(run.staging(staged.folder()).resolve(staged.name()), published);
      phases.accept(Phase.BETWEEN_PARTS);
    }
    for (String key : run.layout().keys()) {
      Disk.write(data(key).resolve(FOLDER_MANIFEST), manifest);
    }
    Disk.write(build.resolve(MANIFEST), manifest);
    phases.accept(Phase.MANIFESTS_WRITTEN);
    for (String key : run.layout().keys()) {
      carry(key, data(key), data(key));
    }
    bringAlong();
    Disk.forceFolders(build);
    complete();
  }

  private Path data(String key) {
    return build.resolve("data").resolve(key);
  }

  /** A part must be what it was when it was staged. */
  static void verify(RunFolder run, List<StagedPart> parts) throws IOException {
    Set<String> names = new HashSet<>();
    for (StagedPart part : parts) {
      Path file = run.staging(part.folder()).resolve(part.name());
      if (!run.layout().keys().contains(part.folder())) {
        throw broken(run, part, "is for a folder that this run does not publish");
      }
      if (!names.add(part.name())) {
        throw broken(run, part, "is listed twice");
      }
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw broken(run, part, "is missing: there is no " + file);
      }
      if (Files.size(file) != part.bytes()) {
        throw broken(run, part, "has " + Files.size(file) + " bytes, not " + part.bytes());
      }
    }
  }

  private static RuntimeException broken(RunFolder run, StagedPart part, String what) {
    return PublishCode.BROKEN_PART.refusal(
        run.layout().pipeline(),
        "part " + part.name() + " of folder '" + part.folder() + "' " + what,
        "an output that looks finished must be finished: nothing of this run is published, and the"
            + " earlier output stays",
        "look for who changes files under "
            + run.path()
            + ", and whether workers and launcher see"
            + " the same disk; then run again");
  }

  /**
   * Adds what stays of the folder that the current run published, where this one does not just take
   * its place, as long as the folder's link is there.
   *
   * @return whether there was such a folder
   */
  boolean carry(String key, Path parts, Path into) throws IOException {
    Optional<Succession> succession = run.layout().succession(key);
    if (succession.isEmpty() || previous.isEmpty() || !isLinked(key)) {
      return false;
    }
    Path earlier = previous.get().output().resolve("data").resolve(key);
    if (!Files.isDirectory(earlier)) {
      return false;
    }
    Files.createDirectories(into);
    succession.get().carry(earlier, parts, into);
    return true;
  }

  /**
   * Takes along the folders that the current run published and this one does not, as long as their
   * links are there: a run with fewer bindings replaces less, and takes nothing from readers.
   */
  void bringAlong() throws IOException {
    if (previous.isEmpty()) {
      return;
    }
    Path earlier = previous.get().output().resolve("data");
    for (String key : foldersIn(earlier)) {
      if (!run.layout().keys().contains(key) && isLinked(key)) {
        shareAll(earlier.resolve(key), data(key));
      }
    }
    Disk.write(build.resolve("previous"), previous.get().run().getBytes(StandardCharsets.UTF_8));
  }

  /** Units are links to folders in the earlier run, which will be removed: they become folders. */
  private static void shareAll(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (Path file : Disk.list(from)) {
      Path second = to.resolve(Objects.toString(file.getFileName()));
      if (Files.isDirectory(file)) {
        shareAll(file, second);
      } else {
        Disk.share(file, second);
      }
    }
  }

  static List<String> foldersIn(Path data) throws IOException {
    if (!Files.isDirectory(data, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(data)) {
      return all.filter(path -> path.endsWith(FOLDER_MANIFEST))
          .map(PublicationLayout::parent)
          .map(folder -> String.join("/", PublicationLayout.names(data.relativize(folder))))
          .toList();
    }
  }

  private boolean isLinked(String key) throws IOException {
    Path place = run.layout().root().resolve(key);
    return Files.isSymbolicLink(place)
        && Files.readSymbolicLink(place).equals(run.layout().linkTarget(key));
  }

  private void complete() throws IOException {
    phases.accept(Phase.OUTPUT_COMPLETE);
    try {
      Files.move(build, run.output(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      // Another attempt was first, and its output is as good as this one.
      if (!Files.isDirectory(run.output(), LinkOption.NOFOLLOW_LINKS)) {
        throw failure;
      }
    }
    Disk.forceFolder(run.path());
  }
}
