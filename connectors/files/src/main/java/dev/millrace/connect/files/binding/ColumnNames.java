package dev.millrace.connect.files.binding;

import dev.millrace.plan.Problem;
import dev.millrace.record.Component;
import dev.millrace.record.Shape;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which column of a header, or which field of an object, belongs to which component.
 *
 * @param named header names by component, where the user gave one
 * @param optional components that may be without a column
 */
public record ColumnNames(Map<String, String> named, Set<String> optional) implements Serializable {
  private static final long serialVersionUID = 1L;
  public static final ColumnNames BY_NAME = new ColumnNames(Map.of(), Set.of());

  public ColumnNames {
    named = Map.copyOf(named);
    optional = Set.copyOf(optional);
  }

  public ColumnNames with(String component, String column) {
    Map<String, String> more = new TreeMap<>(named);
    more.put(component, column);
    return new ColumnNames(more, optional);
  }

  public ColumnNames withOptional(String component) {
    Set<String> more = new TreeSet<>(optional);
    more.add(component);
    return new ColumnNames(named, more);
  }

  /** For messages: how an author names a component's column, in bindings and in Java. */
  public static String naming(String component) {
    return "columns: {" + component + ": …}, in Java column(\"" + component + "\", \"…\")";
  }

  /** For messages: how an author lets files be without a component, in bindings and in Java. */
  public static String leavingOut(String component) {
    return "optional: [" + component + "], in Java optional(\"" + component + "\")";
  }

  /** A header's columns, given to components. */
  public static final class Match {
    /** The column of each component, by the index in its shape; -1 where there is none. */
    public final int[] fieldOf;

    public final List<Component> missing = new ArrayList<>();
    public final List<Component> ambiguous = new ArrayList<>();

    /** Columns that no component reads. */
    public final List<String> extra = new ArrayList<>();

    private Match(List<Component> components) {
      fieldOf = new int[components.stream().mapToInt(c -> c.index() + 1).max().orElse(0)];
      Arrays.fill(fieldOf, -1);
    }

    public boolean isComplete() {
      return missing.isEmpty() && ambiguous.isEmpty();
    }
  }

  /**
   * A component's column is the one the user named; else the one with the component's name; else
   * the one whose name is the same but for case, blanks, hyphens and underscores.
   */
  public Match match(List<Component> components, List<String> header) {
    Match match = new Match(components);
    Set<Integer> used = new HashSet<>();
    for (Component component : components) {
      List<Integer> candidates = candidates(component.name(), header);
      used.addAll(candidates);
      if (candidates.size() == 1) {
        match.fieldOf[component.index()] = candidates.get(0);
      } else if (candidates.size() > 1) {
        match.ambiguous.add(component);
      } else if (!optional.contains(component.name())) {
        match.missing.add(component);
      }
    }
    for (int i = 0; i < header.size(); i++) {
      if (!used.contains(i)) {
        match.extra.add(header.get(i));
      }
    }
    return match;
  }

  private List<Integer> candidates(String component, List<String> header) {
    String wanted = named.getOrDefault(component, component);
    List<Integer> exact = new ArrayList<>();
    List<Integer> similar = new ArrayList<>();
    for (int i = 0; i < header.size(); i++) {
      if (header.get(i).equals(wanted)) {
        exact.add(i);
      } else if (!named.containsKey(component) && folded(header.get(i)).equals(folded(wanted))) {
        similar.add(i);
      }
    }
    return exact.isEmpty() ? similar : exact;
  }

  private static String folded(String name) {
    return name.replaceAll("[_ -]", "").toLowerCase(Locale.ROOT);
  }

  /** The name a component's field has when nothing is searched: the given one, or its own. */
  public String nameOf(Component component) {
    return named.getOrDefault(component.name(), component.name());
  }

  /** Names of components that the shape does not have, and optional ones that cannot be null. */
  public List<Problem> check(String port, Shape<?> shape) {
    List<Problem> problems = new ArrayList<>();
    Set<String> mentioned = new TreeSet<>(named.keySet());
    mentioned.addAll(optional);
    for (String name : mentioned) {
      if (shape.component(name).isEmpty()) {
        problems.add(
            new Problem(
                FilesCode.UNKNOWN_COMPONENT,
                port,
                shape.name() + " has no component '" + name + "'",
                "a column is read into a component",
                "write one of " + names(shape.components())));
      }
    }
    for (Component component : shape.components()) {
      if (optional.contains(component.name()) && !mayBeMissing(component)) {
        problems.add(
            new Problem(
                FilesCode.NOT_NULLABLE,
                port,
                "component '" + component.name() + "' is optional in the file but cannot be null",
                "a row without the column would have no value for it",
                "mark the component @Nullable, or take optional(\""
                    + component.name()
                    + "\") out"));
      }
    }
    return problems;
  }

  public static boolean mayBeMissing(Component component) {
    return component.nullable() || component.kind() == dev.millrace.record.Kind.OPTIONAL;
  }

  public static String names(List<Component> components) {
    return String.join(", ", components.stream().map(Component::name).toList());
  }
}
