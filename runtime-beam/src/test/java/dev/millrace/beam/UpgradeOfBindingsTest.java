package dev.millrace.beam;

import static dev.millrace.beam.Shop.FIRSTS;
import static dev.millrace.beam.Shop.changed;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import dev.millrace.Sink;
import dev.millrace.beam.Shop.Definition;
import dev.millrace.beam.Shop.Line;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A stream is stopped with a savepoint, and its ports are bound otherwise: what was made for the
 * places of before cannot be published in others, so the launcher sends nothing.
 */
class UpgradeOfBindingsTest extends AfterSavepoint {
  @Test
  void oneMorePlaceOfASinkIsRefused() throws Exception {
    shop.isRefused(firstsIn("firsts", "firsts-again", "firsts-more"), "[MR-U006] firsts");
  }

  @Test
  void onePlaceOfASinkLessIsRefused() throws Exception {
    shop.isRefused(firstsIn("firsts"), "[MR-U006] firsts");
  }

  @Test
  void anotherFolderInThePlaceOfOneIsRefused() throws Exception {
    shop.isRefused(firstsIn("firsts", "firsts-elsewhere"), "[MR-U006] firsts");
  }

  @Test
  void placesInAnotherOrderAreRefused() throws Exception {
    shop.isRefused(firstsIn("firsts-again", "firsts"), "[MR-U006] firsts");
  }

  @Test
  void otherSourcesAreToldAndASinkWithTwoPlacesGoesOnInBoth() throws Exception {
    Definition same = new Definition();

    List<String> notices = shop.goesOn(same);

    assertThat(
        notices, hasItem(containsString("sales: was bound to stream of rows in memory (14")));
    assertThat(notices, not(hasItem(containsString("firsts: was bound to"))));
    assertThat(shop.sink(FIRSTS), equalTo(shop.batch(same, FIRSTS)));
    assertThat(shop.sink(Sink.of("firsts-again", Line.class)), equalTo(shop.sink(FIRSTS)));
  }

  private static Definition firstsIn(String... folders) {
    return changed(each -> each.firstsIn = List.of(folders));
  }
}
