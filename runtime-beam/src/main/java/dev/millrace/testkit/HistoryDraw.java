package dev.millrace.testkit;

import dev.millrace.feature.ChangeKind;
import dev.millrace.plan.Availability;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.Component;
import dev.millrace.record.Kind;
import dev.millrace.record.Mix;
import dev.millrace.testkit.History.Asked;
import dev.millrace.testkit.WindowEdges.Edge;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;

/**
 * Draws histories that lie on the edges of a view on purpose: facts and questions at T, at the
 * beginning and end of every window, and a tick to either side; ties, second deliveries, facts out
 * of order, deletes and retractions, nulls; a history without facts, and one of a hot key.
 */
final class HistoryDraw {
  private static final int QUESTIONS = 20;
  private static final int HOT = 250;

  private final ViewDefinition view;
  private final DrawnRows rows;
  private final ValuePools pools;
  private final WindowEdges edges;
  private final long tick;
  private final Random random;
  private final boolean isTame;

  private HistoryDraw(
      ViewDefinition view, DrawnRows rows, ValuePools pools, Random random, boolean isTame) {
    this.view = view;
    this.rows = rows;
    this.pools = pools;
    this.edges = new WindowEdges(view);
    this.tick = rows.tick();
    this.random = random;
    this.isTame = isTame;
  }

  /** The histories of a seed; the first is empty, the second hot. */
  static List<History> draw(
      ViewDefinition view,
      DrawnRows rows,
      ValuePools pools,
      DrawnKeys keys,
      long seed,
      int histories) {
    List<History> drawn = new ArrayList<>();
    for (int number = 0; number < histories; number++) {
      Random random = new Random(Mix.of(seed, number));
      int facts = number == 0 ? 0 : number == 1 ? HOT : 1 + random.nextInt(14);
      HistoryDraw draw = new HistoryDraw(view, rows, pools, random, number % 2 == 0);
      drawn.add(draw.history(keys.key(number), facts));
    }
    return drawn;
  }

  private History history(List<Object> key, int size) {
    List<Long> bases = bases();
    List<DrawnFact> facts = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      DrawnFact fact = fact(bases, facts);
      Optional<DrawnFact> nobody =
          random.nextInt(12) == 0 ? rows.withoutKey(fact) : Optional.empty();
      facts.add(nobody.orElseGet(() -> rows.withKey(fact, key)));
    }
    return new History(key, facts, questions(bases, facts));
  }

  /** Two times that questions are asked about; some histories lie before 1970. */
  private List<Long> bases() {
    long origin = Instant.EPOCH.until(Instant.parse("2024-03-10T00:00:00Z"), ChronoUnit.MICROS);
    long far = random.nextInt(4) == 0 ? -edges.span() / 2 : origin;
    long first = far + random.nextInt(3) * TimeText.DAY / 2 + random.nextInt(3) * tick;
    List<Long> hops = edges.hops();
    if (!hops.isEmpty() && random.nextBoolean()) {
      long hop = hops.get(random.nextInt(hops.size()));
      first = Math.floorDiv(first, hop) * hop;
    }
    List<Edge> ofFirst = edges.of(first);
    Edge edge = ofFirst.get(random.nextInt(ofFirst.size()));
    long second = first + (first - edge.at()) / (random.nextBoolean() ? 1 : 2);
    return List.of(rounded(first), rounded(second));
  }

  private long rounded(long time) {
    return Math.floorDiv(time, tick) * tick;
  }

  private DrawnFact fact(List<Long> bases, List<DrawnFact> before) {
    Optional<DrawnFact> earlier =
        before.isEmpty()
            ? Optional.empty()
            : Optional.of(before.get(random.nextInt(before.size())));
    if (earlier.isPresent() && random.nextInt(9) == 0) {
      return earlier.get();
    }
    long time = time(bases, earlier);
    List<Object> none = new ArrayList<>();
    for (Component column : view.facts().components()) {
      none.add(pools.draw(column, random, isTame));
    }
    DrawnFact fact = withOrder(rows.at(new DrawnFact(none), time), time, bases.get(0));
    fact = withId(fact, earlier.filter(same -> random.nextInt(8) == 0), before.size());
    return changed(fact, earlier);
  }

  private long time(List<Long> bases, Optional<DrawnFact> earlier) {
    int choice = random.nextInt(10);
    if (choice < 2 && earlier.isPresent()) {
      return rows.time(earlier.get()) + (random.nextInt(3) == 0 ? tick : 0);
    }
    long base = bases.get(random.nextInt(bases.size()));
    if (choice < 5) {
      long back = (long) (edges.span() * 1.2 * random.nextDouble());
      return rounded(base - back);
    }
    List<Edge> all = edges.of(base);
    Edge edge = all.get(random.nextInt(all.size()));
    return rounded(edge.at()) + (random.nextInt(4) / 2 + random.nextInt(2) - 1) * tick;
  }

  /** Availability and sequence, which together with the time order facts. */
  private DrawnFact withOrder(DrawnFact fact, long time, long base) {
    DrawnFact ordered = fact;
    Availability availability = view.availability();
    if (availability != null && availability.column() != null) {
      long grain = availability.column().type().grain();
      long[] known = {time, time + tick, time + TimeText.SECOND, base, base + tick, time - tick};
      long chosen = known[random.nextInt(known.length)];
      ordered =
          ordered.with(
              availability.column(), DrawnRows.instant(Math.floorDiv(chosen, grain) * grain));
    }
    return view.sequence() == null
        ? ordered
        : ordered.with(view.sequence(), (long) random.nextInt(3));
  }

  /** An id of its own, or that of another fact. */
  private DrawnFact withId(DrawnFact fact, Optional<DrawnFact> other, int number) {
    DrawnFact identified = fact;
    for (Component column : idColumns()) {
      Object own = ownId(column, number).orElse(identified.value(column));
      identified = identified.with(column, other.map(same -> same.value(column)).orElse(own));
    }
    return identified;
  }

  private Optional<Object> ownId(Component column, int number) {
    if (pools.given(column).isPresent()) {
      return Optional.empty();
    }
    return switch (column.kind()) {
      case STRING -> Optional.of("id" + number);
      case LONG -> Optional.of((long) number);
      case INT -> Optional.of(number);
      default -> Optional.empty();
    };
  }

  /** The columns that say who a fact is, and nothing else that a history hangs on. */
  private List<Component> idColumns() {
    return view.id().stream()
        .filter(column -> !column.equals(view.time()))
        .filter(column -> !column.equals(view.kind()))
        .filter(column -> !column.equals(view.sequence()))
        .filter(column -> !view.key().contains(column))
        .filter(column -> column.kind() != Kind.INSTANT)
        .toList();
  }

  /** What the record does, where the view takes changes. */
  private DrawnFact changed(DrawnFact fact, Optional<DrawnFact> earlier) {
    Component kind = view.kind();
    if (kind == null) {
      return fact;
    }
    int choice = random.nextInt(10);
    if (choice < 7 || earlier.isEmpty()) {
      return fact.with(kind, ChangeKind.UPSERT);
    }
    if (choice < 9 && !view.id().isEmpty()) {
      DrawnFact retraction = random.nextBoolean() ? earlier.get() : fact;
      return withId(retraction, earlier, 0).with(kind, ChangeKind.RETRACT);
    }
    return fact.with(kind, ChangeKind.DELETE);
  }

  private List<Asked> questions(List<Long> bases, List<DrawnFact> facts) {
    TreeSet<Long> times = new TreeSet<>();
    for (long base : bases) {
      times.addAll(List.of(base - tick, base, base + tick));
    }
    for (int i = 0; i < 40 && !facts.isEmpty() && times.size() < QUESTIONS; i++) {
      DrawnFact fact = facts.get(random.nextInt(facts.size()));
      List<Long> of = edges.questionsOf(rows.time(fact));
      long time = of.get(random.nextInt(of.size()));
      Availability availability = view.availability();
      if (availability != null && availability.column() != null && random.nextInt(3) == 0) {
        time = DrawnRows.micros(fact, availability.column());
      }
      times.add(rounded(time) + (random.nextInt(3) - 1) * tick);
    }
    List<Asked> asked = new ArrayList<>();
    times.forEach(time -> asked.add(new Asked(true, time)));
    asked.add(new Asked(false, bases.get(0)));
    return asked;
  }
}
