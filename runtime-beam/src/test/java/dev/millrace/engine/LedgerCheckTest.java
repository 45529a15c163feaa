package dev.millrace.engine;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.millrace.Aggregations;
import dev.millrace.Events;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Records;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.engine.Ledger.Place;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Transform;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * For every kind of step a ledger that closes; and with any one record of any one account missing,
 * doubled or taken for another, one that does not.
 */
class LedgerCheckTest {
  record Row(String key, Instant at) {}

  record Total(String key, long rows) {}

  record Nothing<I, O>() implements Transform<I, O> {
    private static final long serialVersionUID = 1L;

    @Override
    public String describe() {
      return "nothing";
    }

    @Override
    public Serializable code() {
      return "nothing";
    }
  }

  private static final Source<Row> IN = Source.of("in", Row.class);
  private static final Source<Row> MORE = Source.of("more", Row.class);
  private static final Sink<Row> OUT = Sink.of("out", Row.class);
  private static final Sink<Total> TOTALS = Sink.of("totals", Total.class);
  private static final Quarantine BAD = Quarantine.of("bad");
  private static final Quarantine WORSE = Quarantine.of("worse");

  /**
   * A pipeline and its books.
   *
   * @param accounts step, place and the ids of records, one account a line
   */
  record Books(String name, Plan plan, String accounts) {
    @Override
    public String toString() {
      return name;
    }

    List<Account> balanced() {
      return accounts
          .lines()
          .map(
              line -> {
                String[] words = line.strip().split(" +", 3);
                List<Integer> ids = new ArrayList<>();
                for (String id : words[2].split(" ", -1)) {
                  ids.add(Integer.valueOf(id));
                }
                return new Account(words[0], Place.valueOf(words[1]), ids);
              })
          .toList();
    }
  }

  record Account(String step, Place place, List<Integer> ids) {
    Account with(List<Integer> other) {
      return new Account(step, place, other);
    }
  }

  static Stream<Books> books() {
    return Stream.of(
        books(
            "a way through",
            p -> p.read(IN).map(row -> row).to(OUT),
            """
            read:in IN 1 2 3
            write:out OUT 1 2 3
            write:out COMMITTED 1 2 3"""),
        books(
            "a filter",
            p -> p.read(IN).filter("some", row -> true).to(OUT),
            """
            read:in IN 1 2 3
            filter:some FILTERED 2
            write:out OUT 1 3
            write:out COMMITTED 1 3"""),
        books(
            "a filter by rules",
            p -> p.read(IN).filter("some", rules()).to(OUT),
            """
            read:in IN 1 2 3
            filter:some FILTERED 2
            write:out OUT 1 3
            write:out COMMITTED 1 3"""),
        books(
            "a lookup",
            LedgerCheckTest::lookedUp,
            """
            read:more IN 11 12
            read:in IN 1 2 3
            lookup:more OUT 11 12
            write:out OUT 1 2 3
            write:out COMMITTED 1 2 3"""),
        books(
            "flatMap",
            p -> p.read(IN).flatMap(Row.class, row -> List.of(row, row)).to(OUT),
            """
            read:in IN 1 2
            flatMap:Row OUT 1 2
            flatMap:Row IN 11 12 21 22
            write:out OUT 11 12 21 22
            write:out COMMITTED 11 12 21 22"""),
        books(
            "tryMap",
            p -> p.read(IN).tryMap(Row.class, row -> row).quarantine(BAD).to(OUT),
            """
            read:in IN 1 2 3 4
            read:in UNREADABLE 4
            tryMap:Row REJECTED 1
            tryMap:Row COMMITTED 1 4
            write:out OUT 2 3
            write:out COMMITTED 2 3"""),
        books(
            "what is dropped",
            p -> p.read(IN).validate(rules()).dropInvalid().to(OUT),
            """
            read:in IN 1 2 3 4
            read:in UNREADABLE 4
            validate:in REJECTED 1
            write:out OUT 2 3
            write:out COMMITTED 2 3"""),
        books(
            "two branches",
            LedgerCheckTest::branches,
            """
            read:in IN 1 2 3 4
            read:in UNREADABLE 4
            validate:left REJECTED 1
            validate:left COMMITTED 1 4
            validate:right REJECTED 1 2
            validate:right COMMITTED 1 2 4
            write:out OUT 2 3 3
            write:out COMMITTED 2 3 3"""),
        books(
            "timestamps",
            p -> p.read(IN).timestamps(Row::at, lateness()).to(OUT),
            """
            read:in IN 1 2 3 4
            timestamps:in LATE 1
            timestamps:in REJECTED 2
            timestamps:in COMMITTED 1 2
            write:out OUT 3 4
            write:out COMMITTED 3 4"""),
        books(
            "a union and a diamond",
            LedgerCheckTest::united,
            """
            read:in IN 1 2
            read:more IN 11 12
            filter:some FILTERED 1
            write:out OUT 1 2 2 11 12
            write:out COMMITTED 1 2 2 11 12"""),
        books(
            "an aggregation",
            p -> totals(p, Window.tumbling(Duration.ofHours(1))),
            """
            read:in IN 1 2 3
            aggregate:totals OUT 1 2 3
            aggregate:totals FOLDED 1 2 3
            aggregate:totals MERGED 1 2 3
            aggregate:totals IN 11 12
            write:totals OUT 11 12
            write:totals COMMITTED 11 12"""),
        books(
            "sliding windows",
            p -> totals(p, sliding(2, 1)),
            """
            read:in IN 1 2
            aggregate:totals OUT 1 2
            aggregate:totals FOLDED 1 1 2 2
            aggregate:totals MERGED 1 1 2 2
            aggregate:totals IN 11
            write:totals OUT 11
            write:totals COMMITTED 11"""),
        books(
            "windows of which some hold a row twice",
            p -> totals(p, sliding(3, 2)),
            """
            read:in IN 1 2
            aggregate:totals OUT 1 2
            aggregate:totals FOLDED 1 2 2
            aggregate:totals MERGED 1 2 2
            aggregate:totals IN 11
            write:totals OUT 11
            write:totals COMMITTED 11"""),
        books(
            "a join",
            LedgerCheckTest::joined,
            """
            read:in IN 1 2
            read:more IN 11 12
            join:both OUT 1 2 11 12
            join:both FOLDED 1 2 11 12
            join:both MERGED 1 2 11 12
            join:both IN 21
            write:out OUT 21
            write:out COMMITTED 21"""),
        books(
            "deduplication",
            p -> timed(p).keyBy(Row::key).deduplicate("once", Duration.ofHours(1)).to(OUT),
            """
            read:in IN 1 2 3
            deduplicate:once OUT 1 2 3
            deduplicate:once FOLDED 1 2 3
            deduplicate:once MERGED 1 2 3
            deduplicate:once FILTERED 2
            deduplicate:once IN 1 3
            write:out OUT 1 3
            write:out COMMITTED 1 3"""),
        books(
            "a transform of the user's",
            p -> timed(p).apply("own", Row.class, Row::at, new Nothing<>()).to(OUT),
            """
            read:in IN 1 2
            apply:own OUT 1 2
            apply:own IN 11
            write:out OUT 11
            write:out COMMITTED 11"""));
  }

  @ParameterizedTest
  @MethodSource("books")
  void aLedgerInWhichEveryRecordIsAccountedForCloses(Books books) {
    assertThat(breaks(books, books.balanced()), is(empty()));
  }

  @ParameterizedTest
  @MethodSource("books")
  void aLedgerWithOneRecordMissingDoubledOrTakenForAnotherBreaks(Books books) {
    List<Account> balanced = books.balanced();
    for (int place = 0; place < balanced.size(); place++) {
      Account account = balanced.get(place);
      for (int id : account.ids()) {
        for (List<Integer> wrong : wrong(account.ids(), id)) {
          List<Account> broken = new ArrayList<>(balanced);
          broken.set(place, account.with(wrong));
          String where = account.step() + " " + account.place() + " " + wrong;
          assertThat(where, breaks(books, broken), is(not(empty())));
        }
      }
    }
  }

  /** What came out of the shuffle agrees with what went in, and both lack a row that left. */
  @Test
  void aRowThatWasLostBeforeItWasFoldedBreaksTheLedgerOfARun() {
    for (Books books : books().toList()) {
      List<Account> balanced = books.balanced();
      boolean uneven = books.name().startsWith("windows of which");
      List<Account> lost =
          balanced.stream()
              .map(
                  account ->
                      account.place() == Place.FOLDED || account.place() == Place.MERGED
                          ? account.with(account.ids().subList(1, account.ids().size()))
                          : account)
              .toList();
      if (!lost.equals(balanced) && !uneven) {
        assertThat(books.name(), breaks(books, lost), is(not(empty())));
      }
    }
  }

  @Test
  void aBreakNamesTheStepWhatShouldHaveBeenThereAndWhatWas() {
    Books books = books().toList().get(0);
    List<Account> broken = new ArrayList<>(books.balanced());
    broken.set(2, broken.get(2).with(List.of(1, 2)));

    assertThat(breaks(books, broken), hasItem(startsWith("write:out: 3 (")));
    assertThat(breaks(books, broken).size(), is(1));
  }

  /** An id less, an id more, and the same number with another id. */
  private static List<List<Integer>> wrong(List<Integer> ids, int id) {
    List<Integer> missing = new ArrayList<>(ids);
    missing.remove((Integer) id);
    List<Integer> doubled = new ArrayList<>(ids);
    doubled.add(id);
    List<Integer> other = new ArrayList<>(missing);
    other.add(99);
    return List.of(missing, doubled, other);
  }

  private static List<String> breaks(Books books, List<Account> accounts) {
    Ledger ledger = new Ledger();
    for (Account account : accounts) {
      Tally tally = ledger.account(account.step(), account.place());
      for (int id : account.ids()) {
        tally.addRecord(7, id);
      }
    }
    return LedgerCheck.ofRun(books.plan(), ledger).breaks();
  }

  private static Books books(String name, Consumer<Pipeline> define, String accounts) {
    Pipeline pipeline = Pipeline.named("p");
    define.accept(pipeline);
    return new Books(name, pipeline.plan(), accounts);
  }

  private static Rules<Row> rules() {
    return Rules.on(Row.class).notNull(Row::key);
  }

  private static Lateness lateness() {
    return Lateness.none().lateTo(BAD);
  }

  private static Events<Row> timed(Pipeline pipeline) {
    return pipeline.read(IN).timestamps(Row::at, Lateness.none());
  }

  private static Window sliding(int hours, int hop) {
    return Window.sliding(Duration.ofHours(hours), Duration.ofHours(hop));
  }

  private static void branches(Pipeline pipeline) {
    Records<Row> rows = pipeline.read(IN);
    Events<Row> left =
        rows.validate(rules()).quarantine(BAD).named("left").timestamps(Row::at, Lateness.none());
    Events<Row> right =
        rows.validate(rules())
            .quarantine(WORSE)
            .named("right")
            .timestamps(Row::at, Lateness.none())
            .named("r");
    left.union(right).to(OUT);
  }

  private static void united(Pipeline pipeline) {
    Events<Row> rows = timed(pipeline);
    Events<Row> more = pipeline.read(MORE).timestamps(Row::at, Lateness.none());
    rows.union(rows.filter("some", row -> true), more).to(OUT);
  }

  private static void lookedUp(Pipeline pipeline) {
    Records<Row> more = pipeline.read(MORE);
    pipeline
        .read(IN)
        .lookup(Row::key, more.tableBy(Row::key), (row, found) -> found.orElse(row))
        .to(OUT);
  }

  private static void joined(Pipeline pipeline) {
    Events<Row> more = pipeline.read(MORE).timestamps(Row::at, Lateness.none());
    timed(pipeline)
        .keyBy(Row::key)
        .window(Window.tumbling(Duration.ofHours(1)))
        .join("both", more.keyBy(Row::key))
        .inner(Row.class, (left, right) -> left)
        .to(OUT);
  }

  private static void totals(Pipeline pipeline, Window window) {
    timed(pipeline)
        .keyBy(Row::key)
        .window(window)
        .aggregate("totals")
        .as(Total.class)
        .key(Total::key, Row::key)
        .set(Total::rows, Aggregations.count())
        .build()
        .to(TOTALS);
  }
}
