package dev.millrace.engine;

import dev.millrace.plan.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The manifest of a stream: the sum of the units it has published. The positions of a partition
 * join as its units are added: a runner that dropped what it was given would leave a gap, and what
 * is left would balance in itself. Units that close together may come in any order, so a gap must
 * close within some units, and all gaps when the stream ends.
 */
final class StreamManifest {
  /** Units that close at once may be published in any order; this many at a time. */
  private static final int MOST_STRETCHES = 256;

  private final @Nullable Manifest before;
  private final @Nullable Manifest replaced;
  private final Manifest unit;

  private StreamManifest(@Nullable Manifest before, @Nullable Manifest replaced, Manifest unit) {
    this.before = before;
    this.replaced = replaced;
    this.unit = unit;
  }

  /**
   * @param before the stream's manifest so far; null for its first unit
   * @param replaced the manifest of this unit, when it was published before and a recovery makes it
   *     again
   * @throws StepFailedException when gaps between the units do not close, or a unit that is made
   *     again is not what it was
   */
  static Manifest with(@Nullable Manifest before, @Nullable Manifest replaced, Manifest unit) {
    return new StreamManifest(before, replaced, unit).sum();
  }

  /**
   * @throws StepFailedException when a stream has ended and gaps are left
   */
  static void requireWhole(Manifest root) {
    for (Manifest.Input input : root.inputs()) {
      if (input.extents().size() > 1) {
        throw new StreamManifest(null, null, root)
            .broken(place(input) + " are missing between " + input.extents());
      }
    }
  }

  private Manifest sum() {
    if (replaced != null && !isSame(replaced)) {
      throw broken("unit " + nameOf(unit) + " was published before with other records");
    }
    Ledger ledger = new Ledger();
    if (before != null) {
      ledger.add(before.ledger());
    }
    if (replaced == null) {
      ledger.add(unit.ledger());
    }
    return new Manifest(
        Manifest.FORMAT,
        unit.pipeline(),
        unit.run(),
        unit.definition(),
        unit.steps(),
        unit.views(),
        unit.version(),
        unit.started(),
        unit.finished(),
        unit.sources(),
        null,
        units(),
        inputs(),
        List.of(),
        outputs(),
        rules(),
        ledger);
  }

  private boolean isSame(Manifest earlier) {
    return earlier.inputs().equals(unit.inputs())
        && earlier.ledger().entries().equals(unit.ledger().entries());
  }

  private Manifest.PublishedUnits units() {
    Manifest.Unit own = Objects.requireNonNull(unit.unit());
    Manifest.PublishedUnits known = before == null ? null : before.units();
    if (known == null) {
      return new Manifest.PublishedUnits(1, own, own);
    }
    boolean isFirst = own.start().compareTo(known.first().start()) < 0;
    boolean isLast = own.start().compareTo(known.last().start()) > 0;
    return new Manifest.PublishedUnits(
        known.count() + (replaced == null ? 1 : 0),
        isFirst ? own : known.first(),
        isLast ? own : known.last());
  }

  private List<Manifest.Input> inputs() {
    Map<String, Manifest.Input> byPartition = new TreeMap<>();
    if (before != null) {
      before.inputs().forEach(input -> byPartition.put(key(input), input));
    }
    if (replaced == null) {
      unit.inputs().forEach(input -> byPartition.merge(key(input), input, this::joined));
    }
    return List.copyOf(byPartition.values());
  }

  private static String key(Manifest.Input input) {
    return input.port() + "\n" + input.partition();
  }

  private Manifest.Input joined(Manifest.Input known, Manifest.Input more) {
    List<Manifest.Input.Extent> extents = new ArrayList<>(known.extents());
    extents.addAll(more.extents());
    extents.sort(Comparator.comparingLong(Manifest.Input.Extent::start));
    List<Manifest.Input.Extent> joined = new ArrayList<>();
    for (Manifest.Input.Extent extent : extents) {
      int last = joined.size() - 1;
      if (last >= 0 && joined.get(last).end() > extent.start()) {
        throw broken(
            place(known) + " from " + extent.start() + " on are in two units: " + nameOf(unit));
      }
      if (last >= 0 && joined.get(last).end() == extent.start()) {
        long start = joined.remove(last).start();
        joined.add(new Manifest.Input.Extent(start, extent.end(), ""));
      } else {
        joined.add(extent);
      }
    }
    if (joined.size() > MOST_STRETCHES) {
      throw broken(place(known) + " have gaps that do not close: " + joined);
    }
    return new Manifest.Input(
        known.port(), known.partition(), known.records() + more.records(), joined);
  }

  private static String place(Manifest.Input input) {
    return "positions of partition " + input.partition() + " of port '" + input.port() + "'";
  }

  /** Sums; the parts and raised frontiers stand in the manifests of the units. */
  private List<Manifest.Output> outputs() {
    Map<String, Manifest.Output> byFolder = new LinkedHashMap<>();
    if (before != null) {
      before.outputs().forEach(output -> byFolder.put(key(output), output));
    }
    for (Manifest.Output output : unit.outputs()) {
      byFolder.merge(key(output), without(output), (left, right) -> plus(left, right, 1));
    }
    if (replaced != null) {
      for (Manifest.Output output : replaced.outputs()) {
        byFolder.merge(key(output), without(output), (left, right) -> plus(left, right, -1));
      }
    }
    return List.copyOf(byFolder.values());
  }

  /** Several ports may be sent to one place. */
  private static String key(Manifest.Output output) {
    return output.port() + "\n" + output.binding() + "\n" + output.folder();
  }

  private static Manifest.Output without(Manifest.Output output) {
    return new Manifest.Output(
        output.port(),
        output.binding(),
        output.folder(),
        output.records(),
        output.bytes(),
        output.files(),
        List.of());
  }

  private static Manifest.Output plus(Manifest.Output left, Manifest.Output right, int sign) {
    return new Manifest.Output(
        left.port(),
        left.binding(),
        left.folder(),
        left.records() + sign * right.records(),
        left.bytes() + sign * right.bytes(),
        left.files() + sign * right.files(),
        List.of());
  }

  private List<Receipt.RuleCount> rules() {
    Map<Receipt.RuleCount, Long> counts = new LinkedHashMap<>();
    if (before != null) {
      before.rules().forEach(count -> add(counts, count));
    }
    if (replaced == null) {
      unit.rules().forEach(count -> add(counts, count));
    }
    return Closing.sorted(counts);
  }

  private static void add(Map<Receipt.RuleCount, Long> counts, Receipt.RuleCount count) {
    counts.merge(
        new Receipt.RuleCount(count.step(), count.rule(), count.severity(), 0),
        count.count(),
        Long::sum);
  }

  private static String nameOf(Manifest manifest) {
    return manifest.unit() == null ? "?" : manifest.unit().name();
  }

  private StepFailedException broken(String what) {
    return new StepFailedException(
        new Problem(
            RunCode.LEDGER_BROKEN,
            "pipeline '" + unit.pipeline() + "'",
            "Records were lost or doubled: " + what,
            "the units of a stream must follow each other without a gap, and be the same when they"
                + " are made again",
            "what was published before is still there; this is a defect of Millrace or of a"
                + " connector: please report it"));
  }
}
