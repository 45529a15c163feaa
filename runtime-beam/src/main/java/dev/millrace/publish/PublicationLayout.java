package dev.millrace.publish;

import dev.millrace.plan.Problem;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a pipeline's output folders appear, and where their data really live.
 *
 * <p>The folders hang under one <i>root</i>: their deepest common parent, unless {@link #under}
 * says otherwise. The data, all runs of them, live in {@code <root>/.millrace/<pipeline>}; each
 * bound folder is a symbolic link into the current run there. Relative paths are taken from the
 * working directory of the process that makes the layout, so that workers see the same places.
 */
public final class PublicationLayout implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  /** The folder of Millrace's own under every root. */
  static final String STATE = ".millrace";

  private final String pipeline;
  private final String root;
  private final String[] folders;
  private final String[] places;
  private final Map<String, Succession> successions;

  private PublicationLayout(
      String pipeline,
      String root,
      String[] folders,
      String[] places,
      Map<String, Succession> successions) {
    this.pipeline = pipeline;
    this.root = root;
    this.folders = folders;
    this.places = places;
    this.successions = Map.copyOf(successions);
  }

  /**
   * The layout of a pipeline's folders under their deepest common parent; of a single folder, its
   * parent.
   *
   * @param folders as they are bound; at least one
   * @throws IllegalArgumentException when there is no folder, or the pipeline's name cannot be a
   *     file name. Mistakes of the user's are left to {@link #check()}.
   */
  public static PublicationLayout of(String pipeline, List<String> folders) {
    requireName("pipeline", pipeline);
    if (folders.isEmpty()) {
      throw new IllegalArgumentException("a layout needs at least one folder");
    }
    List<Path> places = folders.stream().map(PublicationLayout::absolute).toList();
    return new PublicationLayout(
        pipeline,
        commonParent(places).toString(),
        folders.toArray(String[]::new),
        places.stream().map(Path::toString).toArray(String[]::new),
        Map.of());
  }

  /**
   * The layout of a pipeline without folders: a root for its manifests.
   *
   * @throws IllegalArgumentException when the pipeline's name cannot be a file name
   */
  public static PublicationLayout ofManifests(String pipeline, String root) {
    requireName("pipeline", pipeline);
    return new PublicationLayout(
        pipeline, absolute(root).toString(), new String[0], new String[0], Map.of());
  }

  /** The same folders under a root of the user's choice. */
  public PublicationLayout under(String chosenRoot) {
    return new PublicationLayout(
        pipeline, absolute(chosenRoot).toString(), folders, places, successions);
  }

  /**
   * The same folders, of which some do not just take the place of the ones before them.
   *
   * @param byFolder as they are bound
   */
  public PublicationLayout succeeding(Map<String, Succession> byFolder) {
    return new PublicationLayout(pipeline, root, folders, places, byFolder);
  }

  /** How the folder of a key follows the one before it; empty where it takes its place. */
  Optional<Succession> succession(String key) {
    return folders().stream()
        .filter(folder -> key(folder).equals(key))
        .map(successions::get)
        .filter(Objects::nonNull)
        .findFirst();
  }

  /**
   * Everything about the folders that would make a publication impossible or destroy something of
   * the user's. Reads the file system, changes nothing. Whether the file system has symbolic links
   * is known only when a run begins.
   */
  public List<Problem> check() {
    return new LayoutCheck(this).problems();
  }

  /** The pipeline's name. */
  public String pipeline() {
    return pipeline;
  }

  /** Absolute and normalised. */
  public Path root() {
    return Path.of(root);
  }

  /** As they are bound, in the order given. */
  public List<String> folders() {
    return List.of(folders);
  }

  /**
   * The folder's name in staged parts, manifests and paths: its path below the root, with slashes.
   *
   * @throws IllegalArgumentException when no such folder is bound
   */
  public String key(String folder) {
    return keyOf(place(folder));
  }

  List<String> keys() {
    return folders().stream().map(this::key).toList();
  }

  /** Where the bound folder appears to readers. */
  Path place(String folder) {
    int index = folders().indexOf(folder);
    if (index < 0) {
      throw new IllegalArgumentException(
          "'" + folder + "' is not among the bound folders " + folders());
    }
    return Path.of(places[index]);
  }

  /** What the link at a folder's place says. Relative, so that a root can be moved as a whole. */
  Path linkTarget(String key) {
    Path place = root().resolve(key);
    return parent(place).relativize(state().resolve("current").resolve("data").resolve(key));
  }

  /** Everything of this pipeline's under this root. */
  Path state() {
    return root().resolve(STATE).resolve(pipeline);
  }

  private String keyOf(Path place) {
    return String.join("/", names(root().relativize(place)));
  }

  static List<String> names(Path path) {
    List<String> names = new ArrayList<>();
    path.forEach(name -> names.add(name.toString()));
    return names;
  }

  static String requireName(String what, String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "'" + name + "' cannot name a " + what + ": it is a file name. Write letters and digits");
    }
    return name;
  }

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  static Path absolute(String path) {
    return Path.of(path).toAbsolutePath().normalize();
  }

  /** The file system's root is its own parent here: the check refuses it by name. */
  static Path parent(Path path) {
    Path parent = path.getParent();
    return parent == null ? path : parent;
  }

  private static Path commonParent(List<Path> places) {
    return places.stream()
        .map(PublicationLayout::parent)
        .reduce(PublicationLayout::common)
        .orElseThrow();
  }

  private static Path common(Path left, Path right) {
    Path common = left;
    while (!right.startsWith(common) && common.getParent() != null) {
      common = parent(common);
    }
    return common;
  }

  @Override
  public String toString() {
    return "'" + pipeline + "' under " + root + ": " + Arrays.toString(folders);
  }
}
