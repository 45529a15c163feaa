package dev.millrace.engine;

import dev.millrace.plan.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The manifest of a stream: the sum of the units it has published. Adding a unit checks that the
 * unit begins where its partitions ended: a runner that dropped what it was given would leave a gap
 * that balances in itself.
 */
final class StreamManifest {
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
   * @throws StepFailedException when records are missing between the units, or a unit that is made
   *     again is not what it was
   */
  static Manifest with(@Nullable Manifest before, @Nullable Manifest replaced, Manifest unit) {
    return new StreamManifest(before, replaced, unit).sum();
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
    Manifest.Input.Extent left = only(known);
    Manifest.Input.Extent right = only(more);
    if (left.end() != right.start()) {
      throw broken(
          "partition "
              + known.partition()
              + " of port '"
              + known.port()
              + "' was published up to position "
              + left.end()
              + ", and unit "
              + nameOf(unit)
              + " begins at "
              + right.start());
    }
    return new Manifest.Input(
        known.port(),
        known.partition(),
        known.records() + more.records(),
        List.of(new Manifest.Input.Extent(left.start(), right.end(), "")));
  }

  private Manifest.Input.Extent only(Manifest.Input input) {
    if (input.extents().size() != 1) {
      throw broken(
          "partition "
              + input.partition()
              + " of port '"
              + input.port()
              + "' has gaps in unit "
              + nameOf(unit)
              + ": "
              + input.extents());
    }
    return input.extents().get(0);
  }

  /** Sums; the parts and raised frontiers stand in the manifests of the units. */
  private List<Manifest.Output> outputs() {
    Map<String, Manifest.Output> byFolder = new LinkedHashMap<>();
    if (before != null) {
      before.outputs().forEach(output -> byFolder.put(output.folder(), output));
    }
    for (Manifest.Output output : unit.outputs()) {
      byFolder.merge(output.folder(), without(output), (left, right) -> plus(left, right, 1));
    }
    if (replaced != null) {
      for (Manifest.Output output : replaced.outputs()) {
        byFolder.merge(output.folder(), without(output), (left, right) -> plus(left, right, -1));
      }
    }
    return List.copyOf(byFolder.values());
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
