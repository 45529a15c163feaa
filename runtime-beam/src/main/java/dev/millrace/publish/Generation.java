package dev.millrace.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The output of a stream after one of its publications: under {@code data}, for each bound folder,
 * a link for each unit to where the unit's files are. {@code output} of the run is a link to the
 * current generation.
 *
 * @param number counts up from 1
 */
record Generation(RunFolder run, long number) {
  /** In the place of a unit: what was carried over from the run before. */
  static final String EARLIER = "earlier";

  /** The one that readers see; empty before the first. */
  static Optional<Generation> current(RunFolder run) throws IOException {
    if (!run.isStream()) {
      return Optional.empty();
    }
    Path target = Files.readSymbolicLink(run.output());
    return Optional.of(new Generation(run, Long.parseLong(Objects.toString(target.getFileName()))));
  }

  /** The one to build: numbers of attempts that died are not used again. */
  static Generation after(RunFolder run, Optional<Generation> before) throws IOException {
    long greatest = before.map(Generation::number).orElse(0L);
    for (Path entry : Disk.list(run.generations())) {
      greatest = Math.max(greatest, Long.parseLong(Objects.toString(entry.getFileName())));
    }
    return new Generation(run, greatest + 1);
  }

  private Path path() {
    return run.generations().resolve(Long.toString(number));
  }

  private Path data(String key) {
    return path().resolve("data").resolve(key);
  }

  byte[] manifest() throws IOException {
    return Files.readAllBytes(path().resolve(OutputBuild.MANIFEST));
  }

  Optional<byte[]> unitManifest(String unit) throws IOException {
    Path link = links().resolve(unit);
    try {
      return Optional.of(Files.readAllBytes(link.resolve(OutputBuild.MANIFEST)));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    }
  }

  /** Writes the unit's files, and the links to all units beside it. */
  void build(
      Optional<Generation> before,
      String unit,
      List<StagedPart> parts,
      byte[] manifest,
      byte[] root,
      Consumer<Phase> phases)
      throws IOException {
    OutputBuild.verify(run, parts);
    phases.accept(Phase.BEFORE_FIRST_PART);
    Path files = writeUnit(unit, parts, manifest, phases);
    Files.createDirectories(links());
    shareLinks(before.map(Generation::links), links(), unit);
    Files.createSymbolicLink(links().resolve(unit), links().relativize(files));
    for (String key : run.layout().keys()) {
      Files.createDirectories(data(key));
      shareLinks(before.map(other -> other.data(key)), data(key), unit);
      Path ofKey = files.resolve("data").resolve(key);
      if (Files.isDirectory(ofKey, LinkOption.NOFOLLOW_LINKS)) {
        Files.createSymbolicLink(data(key).resolve(unit), data(key).relativize(ofKey));
      }
      Disk.write(data(key).resolve(OutputBuild.FOLDER_MANIFEST), root);
    }
    if (before.isPresent()) {
      keepUnbound(before.get(), unit, root);
    }
    Disk.write(path().resolve(OutputBuild.MANIFEST), root);
    phases.accept(Phase.MANIFESTS_WRITTEN);
  }

  /**
   * A run that goes on from a savepoint may bind fewer folders: what it has published in the others
   * stays.
   */
  private void keepUnbound(Generation before, String unit, byte[] root) throws IOException {
    for (String key : OutputBuild.foldersIn(before.path().resolve("data"))) {
      if (!run.layout().keys().contains(key)) {
        Files.createDirectories(data(key));
        shareLinks(Optional.of(before.data(key)), data(key), unit);
        Disk.write(data(key).resolve(OutputBuild.FOLDER_MANIFEST), root);
      }
    }
  }

  /**
   * With its first unit, a run takes over what stays of the folders that the run before published,
   * as if it were a unit of its own. Later generations share its links with those of units.
   */
  void carry(Optional<RunFolder> previous, String unit, Consumer<Phase> phases) throws IOException {
    OutputBuild earlier = new OutputBuild(run, previous, path(), phases);
    Path folder = run.units().resolve(EARLIER + "." + number);
    Disk.delete(folder); // of an attempt that died
    for (String key : run.layout().keys()) {
      Path into = folder.resolve("data").resolve(key);
      if (earlier.carry(key, data(key).resolve(unit), into)) {
        Files.createSymbolicLink(data(key).resolve(EARLIER), data(key).relativize(into));
      }
    }
    if (Files.isDirectory(folder)) {
      Disk.forceFolders(folder);
      Files.createSymbolicLink(links().resolve(EARLIER), links().relativize(folder));
    }
  }

  /** The links of all other units: they say the same in every generation. */
  private static void shareLinks(Optional<Path> from, Path to, String except) throws IOException {
    if (from.isEmpty()) {
      return;
    }
    for (Path entry : Disk.list(from.get())) {
      String name = Objects.toString(entry.getFileName());
      if (!name.equals(except) && Files.isSymbolicLink(entry)) {
        Disk.shareLink(entry, to.resolve(name));
      }
    }
  }

  /** Takes along what the run before published and this one does not. */
  void bringAlong(Optional<RunFolder> previous, Consumer<Phase> phases) throws IOException {
    new OutputBuild(run, previous, path(), phases).bringAlong();
    Disk.forceFolders(path());
  }

  private Path writeUnit(
      String unit, List<StagedPart> parts, byte[] manifest, Consumer<Phase> phases)
      throws IOException {
    Path folder = run.units().resolve(unit + "." + number);
    Disk.delete(folder); // of an attempt that died
    Files.createDirectories(folder);
    for (PublishedPart part : PublishedPart.arrange(parts)) {
      StagedPart staged = part.part();
      Path published = folder.resolve("data").resolve(staged.folder());
      if (!Files.isDirectory(published)) {
        Files.createDirectories(published);
        Disk.write(published.resolve(OutputBuild.FOLDER_MANIFEST), manifest);
      }
      Disk.share(
          run.staging(staged.folder()).resolve(staged.name()), published.resolve(part.name()));
      phases.accept(Phase.BETWEEN_PARTS);
    }
    Disk.write(folder.resolve(OutputBuild.MANIFEST), manifest);
    Disk.forceFolders(folder);
    return folder;
  }

  /** Where the links to units stand, from which their targets are relative. */
  private Path links() {
    return path().resolve("units");
  }

  /** What readers see from now on: one rename. */
  void makeCurrent() throws IOException {
    Path draft = run.path().resolve("output.draft");
    Files.deleteIfExists(draft);
    Files.createSymbolicLink(draft, run.path().relativize(path()));
    Disk.forceFolder(run.units());
    Disk.forceFolder(run.generations());
    Files.move(draft, run.output(), StandardCopyOption.ATOMIC_MOVE);
    Disk.forceFolder(run.path());
  }

  /**
   * Keeps the generation before this one, for readers that are in it, and what it links to; removes
   * older ones, and files of units that neither links to.
   */
  void removeOlderThan(Optional<Generation> before, Path trash) throws IOException {
    for (Path entry : Disk.list(run.generations())) {
      long other = Long.parseLong(Objects.toString(entry.getFileName()));
      if (other != number && (before.isEmpty() || other != before.get().number())) {
        Disk.discard(entry, trash);
      }
    }
    Set<String> linked = new HashSet<>();
    collectLinked(linked);
    if (before.isPresent()) {
      before.get().collectLinked(linked);
    }
    for (Path entry : Disk.list(run.units())) {
      if (!linked.contains(Objects.toString(entry.getFileName()))) {
        Disk.discard(entry, trash);
      }
    }
  }

  private void collectLinked(Set<String> linked) throws IOException {
    for (Path link : Disk.list(links())) {
      linked.add(Objects.toString(Files.readSymbolicLink(link).getFileName()));
    }
  }
}
