package dev.millrace.connect.files.binding;

import dev.millrace.plan.Problem;
import dev.millrace.record.Component;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.io.Serializable;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The components whose values stand in the names of folders, in the way of Hive: {@code
 * in/country=UK/day=2011-01-02/part-0.csv}. They are declared and never guessed: a folder that
 * happens to have an equals sign in its name does not become a column.
 *
 * <p>A component's key is found as its column would be ({@link ColumnNames}). It is not looked for
 * in the files: a column of the same name there is one that nobody reads.
 *
 * @param components by name
 */
public record PartitionColumns(List<String> components) implements Serializable {
  private static final long serialVersionUID = 1L;
  public static final PartitionColumns NONE = new PartitionColumns(List.of());

  public PartitionColumns {
    components = components.stream().distinct().toList();
  }

  /** The path, and all folders below it when there is something in their names. */
  public BoundPath files(BoundPath path) {
    return components.isEmpty() ? path : path.withFoldersBelow();
  }

  /** The components that the files themselves have to hold. */
  public List<Component> inFiles(Shape<?> shape) {
    return shape.components().stream().filter(c -> !components.contains(c.name())).toList();
  }

  private List<Component> inFolders(Shape<?> shape) {
    return shape.components().stream().filter(c -> components.contains(c.name())).toList();
  }

  /** What is wrong with the declaration, and with the folders of the files there are. */
  public List<Problem> check(
      String port, Shape<?> shape, ColumnNames names, List<BoundPath.Found> files) {
    List<Problem> problems = new ArrayList<>();
    for (String name : components) {
      if (shape.component(name).isEmpty()) {
        problems.add(unknown(port, shape, name));
      }
    }
    List<Component> readable = new ArrayList<>();
    for (Component component : inFolders(shape)) {
      if (FolderValue.isSupported(component.type())) {
        readable.add(component);
      } else {
        problems.add(unsupported(port, component));
      }
      if (names.optional().contains(component.name())) {
        problems.add(optional(port, component));
      }
    }
    problems.addAll(folderProblems(port, readable, names, files));
    return problems;
  }

  private static List<Problem> folderProblems(
      String port, List<Component> readable, ColumnNames names, List<BoundPath.Found> files) {
    Map<String, Problem> byFolder = new LinkedHashMap<>();
    for (BoundPath.Found file : files) {
      List<FolderKey> keys = file.keys();
      int[] keyOf = keyOf(readable, names, keys);
      for (Component component : readable) {
        int key = keyOf[component.index()];
        if (key < 0) {
          byFolder.putIfAbsent(component.name(), missing(port, file, component, names, key));
        } else if (!isValue(component, keys.get(key).value())) {
          FolderKey bad = keys.get(key);
          byFolder.putIfAbsent(
              component.name() + "/" + bad.folder(), noValue(port, file, component, bad));
        }
      }
    }
    return List.copyOf(byFolder.values());
  }

  /** Which key is whose; -1 where there is none, -2 where there are several. */
  private static int[] keyOf(List<Component> components, ColumnNames names, List<FolderKey> keys) {
    ColumnNames.Match match = names.match(components, keys.stream().map(FolderKey::name).toList());
    match.ambiguous.forEach(component -> match.fieldOf[component.index()] = -2);
    return match.fieldOf;
  }

  private static boolean isValue(Component component, @Nullable String text) {
    try {
      FolderValue.of(component, text);
      return true;
    } catch (IllegalArgumentException | DateTimeException notOne) {
      return false;
    }
  }

  /**
   * What the folders of a file tell of its rows.
   *
   * @throws IOException when that is not what {@link #check} saw
   */
  public FolderValues of(Shape<?> shape, ColumnNames names, String fileName) throws IOException {
    List<Component> inFolders = inFolders(shape);
    List<FolderKey> keys = FolderKey.of(fileName);
    int[] keyOf = keyOf(inFolders, names, keys);
    TreeMap<Integer, @Nullable Object> values = new TreeMap<>();
    for (Component component : inFolders) {
      int key = keyOf[component.index()];
      if (key < 0 || !isValue(component, keys.get(key).value())) {
        throw new IOException(
            fileName
                + " is in no folder that has a value for component '"
                + component.name()
                + "'. Run again when nothing is moved any more.");
      }
      values.put(component.index(), FolderValue.of(component, keys.get(key).value()));
    }
    return new FolderValues(shape, values);
  }

  /** Keys in the names of folders that no component reads. */
  public List<String> notices(Shape<?> shape, ColumnNames names, List<BoundPath.Found> files) {
    Map<String, String> unread = new LinkedHashMap<>();
    for (BoundPath.Found file : files) {
      List<FolderKey> keys = file.keys();
      ColumnNames.Match match =
          names.match(inFolders(shape), keys.stream().map(FolderKey::name).toList());
      match.extra.forEach(key -> unread.putIfAbsent(key, file.name()));
    }
    List<String> notices = new ArrayList<>();
    unread.forEach(
        (key, file) ->
            notices.add(
                "no component reads the key '"
                    + key
                    + "' of the folders of "
                    + file
                    + "; one that should is named by partitionedBy"));
    return notices;
  }

  private static Problem unknown(String port, Shape<?> shape, String name) {
    return new Problem(
        FilesCode.UNKNOWN_COMPONENT,
        port,
        shape.name() + " has no component '" + name + "' to be partitioned by",
        "what a folder's name tells is read into a component",
        "write one of " + ColumnNames.names(shape.components()));
  }

  private static Problem unsupported(String port, Component component) {
    return new Problem(
        FilesCode.UNSUPPORTED_COMPONENT,
        port,
        "a folder's name cannot hold component '"
            + component.name()
            + "' of type "
            + component.type().describe(),
        "it holds one number, truth value, date, time, constant or text",
        "read it as a String, and make of it what it means in a step");
  }

  private static Problem optional(String port, Component component) {
    return new Problem(
        FilesCode.BAD_OPTION,
        port,
        "component '" + component.name() + "' is both optional and partitioned by",
        "its value stands in the names of folders, so no file has a column for it",
        "take optional(\"" + component.name() + "\") out");
  }

  private static Problem missing(
      String port, BoundPath.Found file, Component component, ColumnNames names, int key) {
    String name = names.nameOf(component);
    return new Problem(
        FilesCode.FOLDER_KEY_MISSING,
        port,
        file.name() + (key == -1 ? " is in no folder " : " is in several folders ") + name + "=…",
        "component '" + component.name() + "' takes its value from there for every row of the file",
        "move the file, bind a path that leaves it out, or take '"
            + component.name()
            + "' out of partitionedBy");
  }

  private static Problem noValue(
      String port, BoundPath.Found file, Component component, FolderKey key) {
    return new Problem(
        FilesCode.BAD_FOLDER_VALUE,
        port,
        "folder "
            + key.folder()
            + " of "
            + file.name()
            + " has no value for component '"
            + component.name()
            + "' of type "
            + component.type().describe()
            + (key.value() == null ? " that is not nullable" : ""),
        "every row below it would be without one",
        key.value() == null
            ? "mark the component @Nullable, or leave the folder out"
            : "rename the folder, or read the key as a String; dates and times are in ISO-8601");
  }
}
