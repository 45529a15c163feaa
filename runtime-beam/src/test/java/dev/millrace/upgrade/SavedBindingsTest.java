package dev.millrace.upgrade;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.plan.ProblemsException;
import dev.millrace.upgrade.SavedBindings.Place;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SavedBindingsTest {
  private static final Place FOLDER = new Place("out/sums", "files csv out/sums");
  private static final Place TOPIC = new Place("", "kafka sums at one:9092, json");
  private static final String FORMAT_1 =
      """
      {
        "format" : 1,
        "sources" : {
          "sales" : "kafka sales at one:9092, json"
        },
        "places" : {
          "sums" : [ {
            "folder" : "out/sums",
            "binding" : "files csv out/sums"
          }, {
            "folder" : "",
            "binding" : "kafka sums at one:9092, json"
          } ]
        }
      }
      """;

  private static SavedBindings bound(Place... places) {
    return SavedBindings.of(
        Map.of("sales", "kafka sales at one:9092, json"), Map.of("sums", List.of(places)));
  }

  private static void assertRefused(SavedBindings before, SavedBindings now) {
    ProblemsException refused =
        assertThrows(ProblemsException.class, () -> now.requireFollowing(before));
    assertThat(refused.getMessage(), containsString("[MR-U006] sums: It was bound to "));
  }

  @Test
  void aNoteOfReleasedFormat1IsReadAndWritten() {
    assertThat(bound(FOLDER, TOPIC).toJson(), equalTo(FORMAT_1));
    assertThat(SavedBindings.fromJson(FORMAT_1, "a note"), equalTo(bound(FOLDER, TOPIC)));
  }

  @Test
  void aNoteThatIsDamagedOrOfAnotherVersionIsRefused() {
    for (String bad :
        List.of("{", "[]", "{}", FORMAT_1.replace(": 1,", ": 2,"), "{\"format\":1}")) {
      ProblemsException refused =
          assertThrows(ProblemsException.class, () -> SavedBindings.fromJson(bad, "a note"));
      assertThat(refused.getMessage(), containsString("[MR-U007] a note"));
    }
  }

  @Test
  void theSameBindingsFollowWithoutAWord() {
    assertThat(bound(FOLDER, TOPIC).requireFollowing(bound(FOLDER, TOPIC)), is(empty()));
  }

  @Test
  void aFolderThatBecomesATopicOrATopicThatBecomesAFolderIsRefused() {
    assertRefused(bound(FOLDER), bound(TOPIC));
    assertRefused(bound(TOPIC), bound(FOLDER));
  }

  @Test
  void placesThatAreAddedTakenAwayOrInAnotherOrderAreRefused() {
    assertRefused(bound(FOLDER), bound(FOLDER, TOPIC));
    assertRefused(bound(TOPIC, TOPIC), bound(TOPIC));
    assertRefused(bound(FOLDER, TOPIC), bound(TOPIC, FOLDER));
  }

  @Test
  void anotherTopicAndOtherServersFollowAndAreTold() {
    Place moved = new Place("", "kafka sums at two:9092, json");

    assertThat(
        bound(moved).requireFollowing(bound(TOPIC)),
        contains(
            "sums: was bound to kafka sums at one:9092, json, and is now bound to kafka sums at"
                + " two:9092, json: that holds for what is written from now on"));
  }

  @Test
  void anotherSourceIsReadFromThePositionsOfBeforeAndIsTold() {
    SavedBindings before = SavedBindings.of(Map.of("sales", "replay of a"), Map.of());
    SavedBindings now = SavedBindings.of(Map.of("sales", "replay of b"), Map.of());

    assertThat(
        now.requireFollowing(before),
        contains(
            "sales: was bound to replay of a, and is now bound to replay of b: it is read from the"
                + " positions of the savepoint on, which must mean the same there"));
  }

  @Test
  void portsThatComeOrGoAreTheDefinitionsMatter() {
    SavedBindings none = SavedBindings.of(Map.of(), Map.of());

    assertThat(bound(FOLDER).requireFollowing(none), is(empty()));
    assertThat(none.requireFollowing(bound(FOLDER)), is(empty()));
  }
}
