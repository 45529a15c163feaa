package dev.millrace.beam;

import static dev.millrace.beam.Shop.ANSWERS;
import static dev.millrace.beam.Shop.COPIES;
import static dev.millrace.beam.Shop.FIRSTS;
import static dev.millrace.beam.Shop.ITEMS;
import static dev.millrace.beam.Shop.SUMS;
import static dev.millrace.beam.Shop.after;
import static dev.millrace.beam.Shop.changed;
import static dev.millrace.beam.Shop.dearerFromTheSavepointOn;
import static dev.millrace.beam.Shop.noted;
import static dev.millrace.beam.Shop.onlyLargeFromTheSavepointOn;
import static dev.millrace.beam.Shop.sales;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import dev.millrace.beam.Shop.Definition;
import dev.millrace.beam.Shop.Line;
import dev.millrace.beam.Shop.Sale;
import dev.millrace.upgrade.Upgrade;
import dev.millrace.upgrade.Verdict;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A stream is stopped with a savepoint, what rows go through on their way to state and to sinks is
 * changed, and it goes on: what happens is what {@link Upgrade} has said.
 */
class UpgradeOfRowsTest extends AfterSavepoint {
  @Test
  void aChangedFunctionHoldsForRowsReadFromNowOn() throws Exception {
    Definition dearer =
        changed(
            each ->
                each.priced =
                    sale -> new Sale(sale.shop(), sale.item(), sale.amount() + 64, sale.at()));

    assertThat(shop.verdict(dearer, "map:priced"), is(Verdict.COMPATIBLE));
    assertThat(shop.verdict(dearer, "aggregate:sums"), is(Verdict.SAME));
    shop.goesOn(dearer);
    assertThat(
        shop.sink(SUMS), equalTo(shop.batch(new Definition(), SUMS, dearerFromTheSavepointOn())));
    assertThat(
        shop.sink(ANSWERS),
        equalTo(shop.batch(new Definition(), ANSWERS, dearerFromTheSavepointOn())));
  }

  @Test
  void anInsertedStepHoldsForRowsReadFromNowOnAndTheBooksClose() throws Exception {
    Definition filtering = changed(each -> each.onlyLarge = true);

    assertThat(shop.verdict(filtering), is(Verdict.COMPATIBLE));
    assertThat(shop.verdict(filtering, "aggregate:sums"), is(Verdict.COMPATIBLE));
    assertThat(shop.verdict(filtering, "publish"), is(Verdict.SAME));
    shop.goesOn(filtering);
    assertThat(
        shop.sink(SUMS),
        equalTo(shop.batch(new Definition(), SUMS, onlyLargeFromTheSavepointOn())));
  }

  @Test
  void anAddedSinkGetsTheRowsFromNowOn() throws Exception {
    Definition copying = changed(each -> each.copies = true);

    assertThat(shop.verdict(copying), is(Verdict.COMPATIBLE));
    shop.goesOn(copying);
    assertThat(shop.sink(SUMS), equalTo(shop.batch(copying, SUMS)));
    assertThat(
        shop.sink(COPIES),
        equalTo(
            Stream.of(0, 1)
                .flatMap(partition -> after(sales(partition)).stream())
                .map(sale -> new Line(sale.toString()).toString())
                .sorted()
                .toList()));
  }

  @Test
  void theOldDefinitionGoesOnFromItsOwnSavepointAfterTheNewOneFailed() throws Exception {
    Definition old = new Definition();

    shop.goesOnAfterFailure(changed(each -> each.copies = true), old);
    assertThat(shop.sink(SUMS), equalTo(shop.batch(old, SUMS)));
    assertThat(shop.sink(ITEMS), equalTo(shop.batch(old, ITEMS)));
    assertThat(shop.sink(ANSWERS), equalTo(shop.batch(old, ANSWERS)));
  }

  @Test
  void aSinkThatIsGoneKeepsWhatItHasPublished() throws Exception {
    Definition fewer = changed(each -> each.items = false);

    assertThat(shop.verdict(fewer, "write:items"), is(Verdict.STATE_LOST));
    shop.isRefused(fewer, "[MR-U005] write:items");
    shop.goesOn(fewer, "--allowNonRestoredState=true");
    List<String> all = shop.batch(new Definition(), ITEMS);
    assertThat(shop.sink(SUMS), equalTo(shop.batch(new Definition(), SUMS)));
    assertThat(shop.sink(ITEMS).size(), greaterThan(10));
    assertThat("no other items", all.containsAll(shop.sink(ITEMS)), is(true));
  }

  @Test
  void aComponentThatMayBeNullIsNullInTheRowsThatAreKept() throws Exception {
    Definition noted = changed(each -> each.noted = true);

    assertThat(shop.verdict(noted, "read:sales"), is(Verdict.COMPATIBLE));
    assertThat(shop.verdict(noted, "aggregate:sums"), is(Verdict.SAME));
    assertThat(shop.verdict(noted), is(Verdict.COMPATIBLE));
    shop.goesOn(noted);
    Definition old = new Definition();
    assertThat(shop.sink(SUMS), equalTo(shop.batch(old, SUMS)));
    assertThat(shop.sink(ITEMS), equalTo(shop.batch(old, ITEMS)));
    assertThat(shop.sink(FIRSTS), equalTo(shop.batch(old, FIRSTS)));
    assertThat(shop.sink(ANSWERS), equalTo(shop.batch(old, ANSWERS)));
  }
}
