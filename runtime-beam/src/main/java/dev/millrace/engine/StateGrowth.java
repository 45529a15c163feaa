package dev.millrace.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The one way in which state of an earlier layout is of use although it is not the same: rows that
 * are kept whole have got components at their end that may be null, and in the earlier rows are. By
 * the lines of {@link StateLayout#keeps}.
 */
public final class StateGrowth {
  /** In lines that tell the components of whole rows, before these. */
  static final String WHOLE_ROWS = "whole rows";

  private StateGrowth() {}

  /**
   * How many components each line has got.
   *
   * @return empty when the lines differ in anything else
   */
  public static Optional<List<Integer>> of(List<String> earlier, List<String> now) {
    if (earlier.size() != now.size()) {
      return Optional.empty();
    }
    List<Integer> grown = new ArrayList<>();
    for (int i = 0; i < now.size(); i++) {
      int components = earlierLines(now.get(i)).indexOf(earlier.get(i));
      if (components < 0) {
        return Optional.empty();
      }
      grown.add(components);
    }
    return Optional.of(grown);
  }

  /** What a line may have been: itself, and with one component less, and so on. */
  static List<String> earlierLines(String line) {
    List<String> lines = new ArrayList<>(List.of(line));
    if (line.contains(WHOLE_ROWS)) {
      String rest = line;
      for (int cut = lastComponent(rest);
          cut > 0 && rest.charAt(rest.length() - 2) == '?';
          cut = lastComponent(rest)) {
        rest = rest.substring(0, cut) + ")";
        lines.add(rest);
      }
    }
    return lines;
  }

  /** Where the comma before the last component stands; -1 when there is one component. */
  private static int lastComponent(String line) {
    int depth = 0;
    for (int i = line.length() - 2; i > 0; i--) {
      char at = line.charAt(i);
      depth += at == ')' || at == '>' ? 1 : at == '(' || at == '<' ? -1 : 0;
      if (depth < 0) {
        return -1;
      }
      if (depth == 0 && at == ',') {
        return i;
      }
    }
    return -1;
  }

  /** By line with whole rows: how many components at their end may be null. */
  static List<Integer> nullable(List<String> lines) {
    return lines.stream()
        .filter(line -> line.contains(WHOLE_ROWS))
        .map(line -> earlierLines(line).size() - 1)
        .toList();
  }

  /**
   * The lines that these have grown from.
   *
   * @param nullable what {@link #nullable} said of the earlier ones
   * @return empty when these cannot have grown from any such lines
   */
  static List<String> earlier(List<String> now, List<Integer> nullable) {
    List<String> earlier = new ArrayList<>();
    int place = 0;
    for (String line : now) {
      if (line.contains(WHOLE_ROWS)) {
        List<String> lines = earlierLines(line);
        int grown = place < nullable.size() ? lines.size() - 1 - nullable.get(place) : -1;
        if (grown < 0 || grown >= lines.size()) {
          return List.of();
        }
        earlier.add(lines.get(grown));
        place++;
      } else {
        earlier.add(line);
      }
    }
    return place == nullable.size() ? earlier : List.of();
  }
}
