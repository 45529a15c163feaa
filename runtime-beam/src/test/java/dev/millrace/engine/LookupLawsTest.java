package dev.millrace.engine;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.millrace.Pipeline;
import dev.millrace.Records;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.connect.Rows;
import dev.millrace.plan.Plan;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/** Whatever the table: a lookup finds what a map would find. */
class LookupLawsTest {
  record Key(String text, @Nullable Long number) {}

  record Entry(String text, @Nullable Key key, int number) {}

  record Ask(Key key, @Nullable Integer number) {}

  record Answer(@Nullable String byKey, @Nullable String byNumber) {}

  static final Source<Entry> ENTRIES = Source.of("entries", Entry.class);
  static final Source<Ask> ASKS = Source.of("asks", Ask.class);
  static final Sink<Answer> ANSWERS = Sink.of("answers", Answer.class);

  private static Path folder = Path.of("");

  @BeforeContainer
  static void makeFolder() throws IOException {
    folder = Files.createTempDirectory("lookup-laws");
  }

  @AfterContainer
  static void removeFolder() throws IOException {
    try (Stream<Path> found = Files.walk(folder)) {
      for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Property(tries = 40)
  void aLookupFindsWhatAMapFinds(
      @ForAll long seed,
      @ForAll @IntRange(max = 3_000) int size,
      @ForAll @IntRange(min = 1, max = 4) int partitions,
      @ForAll @IntRange(min = 1, max = 500) int blockRows)
      throws IOException {
    Random random = new Random(seed);
    List<Entry> entries = entries(random, size);
    List<Ask> asks = asks(random, 500, Math.max(1, size * 2));
    Map<Key, String> byKey = new HashMap<>();
    Map<Integer, String> byNumber = new HashMap<>();
    for (Entry entry : entries) {
      if (entry.key() != null) {
        byKey.put(entry.key(), entry.text());
      }
      byNumber.put(entry.number(), entry.text());
    }

    Limits limits = Limits.ofBatch(1).withRows(blockRows, 0);
    try (TableRun run = new TableRun(plan(), folder, limits)) {
      Tables tables =
          run.load(Map.of("entries", Rows.partitioned(Entry.class, cut(entries, partitions))));
      assertThat(
          answers(run, tables, "lookup:by-key", asks),
          equalTo(
              asks.stream().map(ask -> (Object) new Answer(byKey.get(ask.key()), null)).toList()));
      assertThat(
          answers(run, tables, "lookup:by-number", asks),
          equalTo(
              asks.stream()
                  .map(
                      ask ->
                          (Object)
                              new Answer(
                                  null, ask.number() == null ? null : byNumber.get(ask.number())))
                  .toList()));
    }
  }

  private static List<Object> answers(TableRun run, Tables tables, String name, List<Ask> asks) {
    StageSetting setting = run.setting("asks", tables);
    return run.lookUp(run.lookup(name), setting, Shape.of(Ask.class), asks);
  }

  /** One side's key may be null, and the other's may not; one is an int, and one an Integer. */
  private static Plan plan() {
    Pipeline pipeline = Pipeline.named("laws");
    Records<Entry> entries = pipeline.read(ENTRIES);
    Records<Ask> asks = pipeline.read(ASKS);
    asks.lookup(
            Ask::key,
            entries.tableBy(Entry::key),
            (ask, entry) -> new Answer(entry.map(Entry::text).orElse(null), null))
        .named("by-key")
        .to(ANSWERS);
    asks.lookup(
            Ask::number,
            entries.tableBy(Entry::number),
            (ask, entry) -> new Answer(null, entry.map(Entry::text).orElse(null)))
        .named("by-number")
        .to(Sink.of("more-answers", Answer.class));
    return pipeline.plan();
  }

  /** No two have the same key; some have none; some are larger than a chunk of a table. */
  private static List<Entry> entries(Random random, int size) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      int length = random.nextInt(1_000) == 0 ? 1_500_000 : random.nextInt(300);
      String text = Integer.toString(i, 36) + "x".repeat(length);
      entries.add(new Entry(text, random.nextInt(20) == 0 ? null : key(i), i - size / 2));
    }
    return entries;
  }

  private static Key key(int i) {
    return new Key("k" + i / 3, i % 3 == 0 ? null : Long.valueOf(i % 3));
  }

  private static List<Ask> asks(Random random, int size, int range) {
    List<Ask> asks = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      asks.add(
          new Ask(
              key(random.nextInt(range)),
              random.nextInt(10) == 0 ? null : Integer.valueOf(random.nextInt(range) - range / 2)));
    }
    return asks;
  }

  private static List<List<Entry>> cut(List<Entry> entries, int partitions) {
    List<List<Entry>> cut = new ArrayList<>();
    for (int i = 0; i < partitions; i++) {
      int part = i;
      cut.add(
          entries.stream()
              .filter(entry -> Math.floorMod(entry.number(), partitions) == part)
              .toList());
    }
    return cut;
  }
}
