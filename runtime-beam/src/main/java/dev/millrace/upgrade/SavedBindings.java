package dev.millrace.upgrade;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.plan.Problem;
import dev.millrace.plan.ProblemsException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where the ports of a stream were bound, as a note beside its {@link SavedPlan}. It holds no
 * secrets: what came from the environment is {@code ${NAME}} in descriptions.
 *
 * @param format of this note
 * @param sources what each source was bound to, for people
 * @param places where each sink, quarantine and online view was bound to, in their order
 */
public record SavedBindings(
    int format, SortedMap<String, String> sources, SortedMap<String, List<Place>> places) {
  /** The format this version writes. */
  public static final int FORMAT = 1;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  /**
   * One of a port's places.
   *
   * @param folder its path below the root of publication; empty where rows are sent
   * @param binding what it is, for people
   */
  public record Place(String folder, String binding) {}

  public SavedBindings {
    sources = Collections.unmodifiableSortedMap(new TreeMap<>(sources));
    places = Collections.unmodifiableSortedMap(new TreeMap<>(places));
  }

  /** What this version writes down. */
  public static SavedBindings of(Map<String, String> sources, Map<String, List<Place>> places) {
    return new SavedBindings(FORMAT, new TreeMap<>(sources), new TreeMap<>(places));
  }

  /** The note: the same bindings give the same text. */
  public String toJson() {
    try {
      return JSON.writeValueAsString(this).replace("\r\n", "\n") + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("places are plain values", e);
    }
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @param where the text comes from, for messages
   * @throws ProblemsException when it is damaged, or of another version
   */
  public static SavedBindings fromJson(String json, String where) {
    try {
      int format = JSON.readTree(json).path("format").asInt();
      if (format != FORMAT) {
        throw unreadable(where, "it is in format " + format + ", and this version reads " + FORMAT);
      }
      return JSON.readValue(json, SavedBindings.class);
    } catch (JsonProcessingException e) {
      throw unreadable(where, e.getOriginalMessage());
    }
  }

  private static ProblemsException unreadable(String where, String why) {
    return new ProblemsException(
        where,
        List.of(
            new Problem(
                UpgradeCode.UNREADABLE_BINDINGS,
                where,
                "What ports were bound to cannot be read: " + why,
                "a port whose places have changed could lose rows",
                "go on with the version of Millrace that wrote it, or a later one")));
  }

  /**
   * Makes sure that a stream can go on with these bindings: every port that stays has as many
   * places as before, in the same order, and a folder is the same folder. What was made before the
   * savepoint and is not published yet is for exactly these. Rows that are sent have arrived by
   * then, so another topic may take the place of a topic.
   *
   * @param before those of the job that was stopped
   * @return what has changed and may, for people
   * @throws ProblemsException with all ports that keep it from going on
   */
  public List<String> requireFollowing(SavedBindings before) {
    List<Problem> problems = new ArrayList<>();
    List<String> notices = new ArrayList<>();
    sources.forEach((port, now) -> compareSource(port, before.sources.get(port), now, notices));
    places.forEach(
        (port, now) -> {
          List<Place> then = before.places.get(port);
          if (then != null && !areTheSame(then, now)) {
            problems.add(otherPlaces(port, then, now));
          } else if (then != null && !then.equals(now)) {
            notices.add(changed(port, then, now));
          }
        });
    if (!problems.isEmpty()) {
      throw new ProblemsException("The bindings that go on from the savepoint", problems);
    }
    return List.copyOf(notices);
  }

  private static void compareSource(
      String port, @Nullable String then, String now, List<String> notices) {
    if (then != null && !then.equals(now)) {
      notices.add(
          port
              + ": was bound to "
              + then
              + ", and is now bound to "
              + now
              + ": it is read from the positions of the savepoint on, which must mean the same"
              + " there");
    }
  }

  private static boolean areTheSame(List<Place> then, List<Place> now) {
    return folders(then).equals(folders(now));
  }

  private static List<String> folders(List<Place> places) {
    return places.stream().map(Place::folder).toList();
  }

  private static String changed(String port, List<Place> then, List<Place> now) {
    return port
        + ": was bound to "
        + shown(then)
        + ", and is now bound to "
        + shown(now)
        + ": that holds for what is written from now on";
  }

  private static Problem otherPlaces(String port, List<Place> then, List<Place> now) {
    return new Problem(
        UpgradeCode.OTHER_PLACES,
        port,
        "It was bound to " + shown(then) + ", and is now bound to " + shown(now),
        "what was made before the savepoint and is not published yet is for the places of before:"
            + " rows would be in one of them and not in another",
        "bind it as it was, in the same order. For one more place, add a sink of another name to"
            + " the definition: it gets the rows from now on. For fewer or others, begin a new run,"
            + " without the savepoint");
  }

  private static String shown(List<Place> places) {
    return places.stream().map(Place::binding).collect(Collectors.joining(" and "));
  }
}
