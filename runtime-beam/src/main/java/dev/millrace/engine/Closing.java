package dev.millrace.engine;

import dev.millrace.engine.Ledger.Place;
import dev.millrace.plan.Invalid;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Problem;
import dev.millrace.plan.Step;
import dev.millrace.publish.PublishedPart;
import dev.millrace.publish.StagedPart;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The end of a run, with the receipts of all its work in hand: closes the ledger, judges the limits
 * on rejects, and writes the manifest.
 *
 * @param sources how each source was bound, for people
 * @param folders the folder of every binding as bound, by port
 * @param started when the run began
 * @param tables which version of each table things were looked up in
 */
public record Closing(
    Plan plan,
    String run,
    String version,
    Map<String, String> sources,
    Map<String, List<BoundFolder>> folders,
    Instant started,
    List<TablePin> tables)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The end of a run without tables. */
  public Closing(
      Plan plan,
      String run,
      String version,
      Map<String, String> sources,
      Map<String, List<BoundFolder>> folders,
      Instant started) {
    this(plan, run, version, sources, folders, started, List.of());
  }

  /** The same for a run that holds tables. */
  public Closing holding(List<TablePin> pins) {
    return new Closing(plan, run, version, sources, folders, started, List.copyOf(pins));
  }

  /** A binding's words for people, and its folder. */
  public record BoundFolder(String binding, String folder) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** What is to be published. */
  public record Closed(Manifest manifest, List<StagedPart> parts) {}

  /**
   * @throws StepFailedException when the ledger does not close, or more was rejected than a step
   *     allows
   */
  public Closed close(List<Receipt> receipts) {
    return close(receipts, null, tables);
  }

  /**
   * Closes a unit of a stream.
   *
   * @throws StepFailedException as {@link #close(List)}
   */
  public Closed closeUnit(Units units, long unit, List<Receipt> receipts) {
    TimeSpan span = units.span(unit);
    return close(
        receipts,
        new Manifest.Unit(
            units.name(unit),
            Instant.ofEpochMilli(span.startMillis()).toString(),
            Instant.ofEpochMilli(span.endMillis()).toString()),
        // A bounded source has no frontier: all of a table belongs to the stream's first unit.
        unit == Units.BEGINNING ? tables : List.of());
  }

  /**
   * The manifest of the stream, with a unit that is about to be published.
   *
   * @param before the stream's manifest so far; empty for its first unit
   * @param replaced the manifest of this unit, when it was published before and a recovery makes it
   *     again
   * @throws StepFailedException when the unit does not follow those before it
   */
  public static Manifest withUnit(
      Optional<Manifest> before, Optional<Manifest> replaced, Manifest unit) {
    return StreamManifest.with(before.orElse(null), replaced.orElse(null), unit);
  }

  /**
   * The last word on a stream that has ended.
   *
   * @throws StepFailedException when records are missing between its units
   */
  public static void requireWhole(Manifest stream) {
    StreamManifest.requireWhole(stream);
  }

  private Closed close(
      List<Receipt> receipts, Manifest.@Nullable Unit unit, List<TablePin> complete) {
    String definition = plan.fingerprint();
    Map<Boolean, List<Receipt>> byDefinition =
        receipts.stream()
            .collect(
                Collectors.partitioningBy(
                    receipt -> receipt.origin().definition().equals(definition)));
    Ledger own = ledger(byDefinition.get(true), true);
    Ledger earlier = ledger(byDefinition.get(false), false);
    LedgerCheck check =
        unit == null ? LedgerCheck.ofRun(plan, own) : LedgerCheck.ofUnit(plan, own, earlier);
    if (!check.breaks().isEmpty()) {
      throw new StepFailedException(broken(check.breaks()));
    }
    complete.forEach(pin -> requireSame(pin, own, earlier));
    plan.steps().forEach(step -> judge(step, check, own));
    List<Receipt.Staged> staged = staged(receipts);
    List<Receipt.Sent> sent = sent(receipts);
    Ledger ledger = new Ledger();
    ledger.add(own);
    ledger.add(earlier);
    Manifest manifest =
        new Manifest(
            Manifest.FORMAT,
            plan.pipeline(),
            run,
            plan.fingerprint(),
            plan.fingerprints(),
            Manifest.View.of(plan),
            version,
            started.toString(),
            Instant.now().toString(),
            sources,
            unit,
            null,
            inputs(receipts),
            receipts.stream().flatMap(receipt -> receipt.raises().stream()).toList(),
            outputs(staged, sent),
            rules(receipts),
            ledger);
    return new Closed(manifest, staged.stream().map(Receipt.Staged::part).toList());
  }

  /**
   * The books of some receipts, with what was committed.
   *
   * @param isOurs whether they are of this definition. Its bindings are those of now, too: a run
   *     goes on from a savepoint only where every port that stays is bound as it was
   */
  private Ledger ledger(List<Receipt> receipts, boolean isOurs) {
    Ledger ledger = new Ledger();
    receipts.forEach(receipt -> ledger.add(receipt.ledger()));
    countCommitted(staged(receipts), sent(receipts), isOurs, ledger);
    return ledger;
  }

  /** Parts of a port that the definition has no longer are not published. */
  private List<Receipt.Staged> staged(List<Receipt> receipts) {
    return EmptyParts.needed(
        receipts.stream()
            .flatMap(receipt -> receipt.parts().stream())
            .filter(part -> folders.containsKey(part.port()))
            .toList());
  }

  private List<Receipt.Sent> sent(List<Receipt> receipts) {
    return receipts.stream()
        .flatMap(receipt -> receipt.sent().stream())
        .filter(rows -> folders.containsKey(rows.port()))
        .toList();
  }

  /** What stands in parts or has arrived; every binding of a port must hold the same. */
  private void countCommitted(
      List<Receipt.Staged> staged, List<Receipt.Sent> sent, boolean isOurs, Ledger ledger) {
    Map<String, Map<Integer, Map<String, Tally>>> ports = new TreeMap<>();
    staged.forEach(part -> add(ports, part.port(), part.binding(), part.committed()));
    sent.forEach(rows -> add(ports, rows.port(), rows.binding(), rows.committed()));
    ports.forEach(
        (port, bindings) -> {
          Map<String, Tally> first = bindings.values().iterator().next();
          int expected = isOurs ? folders.get(port).size() : bindings.size();
          if (bindings.size() != expected
              || bindings.values().stream().anyMatch(b -> !b.equals(first))) {
            throw new StepFailedException(
                broken(
                    List.of("port '" + port + "': its bindings were not given the same records")));
          }
          first.forEach((step, tally) -> ledger.account(step, Place.COMMITTED).add(tally));
        });
  }

  private static void add(
      Map<String, Map<Integer, Map<String, Tally>>> ports,
      String port,
      int binding,
      Map<String, Tally> committed) {
    Map<String, Tally> steps =
        ports
            .computeIfAbsent(port, name -> new TreeMap<>())
            .computeIfAbsent(binding, index -> new TreeMap<>());
    committed.forEach((step, tally) -> steps.computeIfAbsent(step, s -> new Tally()).add(tally));
  }

  /**
   * What was read for the books must be what things were looked up in. What an earlier definition
   * has read was for the table of then: that may have been made otherwise, or for no lookup at all.
   */
  private void requireSame(TablePin pin, Ledger own, Ledger earlier) {
    Tally read = own.get(pin.lookup(), Place.HELD);
    for (Step.Lookup step : plan.only(Step.Lookup.class)) {
      if (step.name().equals(pin.lookup()) && !pin.isOf(read) && !wasBegun(step, earlier)) {
        throw new StepFailedException(LoadedTables.changed(step, pin, read));
      }
    }
  }

  private boolean wasBegun(Step.Lookup step, Ledger earlier) {
    Step source = StagePlan.ofTable(plan, step).entry();
    return earlier.get(source.name(), Place.IN).count() > 0;
  }

  private Problem broken(List<String> breaks) {
    return new Problem(
        RunCode.LEDGER_BROKEN,
        "pipeline '" + plan.pipeline() + "'",
        "Records were lost or doubled: " + String.join("; ", breaks),
        "in must equal valid, quarantined, filtered and late, as counts and as hashes of ids",
        "nothing was published; this is a defect of Millrace or of a connector: please report it");
  }

  /**
   * V3: compared on whole numbers, denominator ALL_ROWS. Records that never became rows are among
   * those that arrived, and among those that were refused, where the step decides about them.
   */
  private void judge(Step step, LedgerCheck check, Ledger ledger) {
    if (Plan.invalidOf(step) instanceof Invalid.Quarantined quarantined
        && quarantined.failAbove() != null) {
      long unreadable = check.unreadable(step).count();
      long rejected = unreadable + ledger.get(step.name(), Place.REJECTED).count();
      long all = unreadable + check.arriving(step).count();
      BigDecimal allowed = quarantined.failAbove().multiply(BigDecimal.valueOf(all));
      if (BigDecimal.valueOf(rejected).compareTo(allowed) > 0) {
        throw new StepFailedException(
            new Problem(
                RunCode.TOO_MANY_REJECTED,
                step.name() + " (" + step.site() + ")",
                rejected
                    + " of "
                    + all
                    + " rows were rejected, more than "
                    + quarantined.failAbove().toPlainString()
                    + " of them"
                    + (unreadable == 0 ? "" : "; " + unreadable + " could not be read"),
                "the step was told to fail then",
                "look at the rejects, mend the data or the rules, or allow more"));
      }
    }
  }

  private static List<Manifest.Input> inputs(List<Receipt> receipts) {
    Map<List<String>, List<Receipt.InputRead>> partitions =
        new TreeMap<>(
            Comparator.comparing((List<String> key) -> key.get(0))
                .thenComparing(key -> key.get(1)));
    for (Receipt receipt : receipts) {
      for (Receipt.InputRead read : receipt.inputs()) {
        partitions
            .computeIfAbsent(List.of(read.port(), read.partition()), key -> new ArrayList<>())
            .add(read);
      }
    }
    List<Manifest.Input> inputs = new ArrayList<>();
    partitions.forEach(
        (key, reads) -> {
          reads.sort(Comparator.comparingLong(Receipt.InputRead::start));
          inputs.add(
              new Manifest.Input(
                  key.get(0),
                  key.get(1),
                  reads.stream().mapToLong(Receipt.InputRead::records).sum(),
                  joined(reads)));
        });
    return inputs;
  }

  /** Extents in order; stretches of a stream, which have no hash, are one where they meet. */
  private static List<Manifest.Input.Extent> joined(List<Receipt.InputRead> reads) {
    List<Manifest.Input.Extent> extents = new ArrayList<>();
    for (Receipt.InputRead read : reads) {
      int last = extents.size() - 1;
      if (last >= 0 && read.hash().isEmpty() && extents.get(last).end() == read.start()) {
        Manifest.Input.Extent before = extents.remove(last);
        extents.add(new Manifest.Input.Extent(before.start(), read.end(), ""));
      } else {
        extents.add(new Manifest.Input.Extent(read.start(), read.end(), read.hash()));
      }
    }
    return extents;
  }

  private List<Manifest.Output> outputs(List<Receipt.Staged> staged, List<Receipt.Sent> sent) {
    Map<StagedPart, String> names = new LinkedHashMap<>();
    PublishedPart.arrange(staged.stream().map(Receipt.Staged::part).toList())
        .forEach(published -> names.put(published.part(), published.name()));
    List<Manifest.Output> outputs = new ArrayList<>();
    folders.forEach(
        (port, bound) -> {
          for (int i = 0; i < bound.size(); i++) {
            int binding = i;
            List<Receipt.Staged> own =
                staged.stream()
                    .filter(part -> part.port().equals(port) && part.binding() == binding)
                    .toList();
            List<Receipt.Sent> arrived =
                sent.stream()
                    .filter(rows -> rows.port().equals(port) && rows.binding() == binding)
                    .toList();
            outputs.add(output(port, bound.get(i), own, arrived, names));
          }
        });
    return outputs;
  }

  private static Manifest.Output output(
      String port,
      BoundFolder bound,
      List<Receipt.Staged> parts,
      List<Receipt.Sent> sent,
      Map<StagedPart, String> names) {
    return new Manifest.Output(
        port,
        bound.binding(),
        bound.folder(),
        Stream.concat(
                parts.stream().map(Receipt.Staged::committed),
                sent.stream().map(Receipt.Sent::committed))
            .flatMap(committed -> committed.values().stream())
            .mapToLong(Tally::count)
            .sum(),
        parts.stream().mapToLong(part -> part.part().bytes()).sum()
            + sent.stream().mapToLong(Receipt.Sent::bytes).sum(),
        parts.size(),
        parts.stream()
            .map(Receipt.Staged::part)
            .map(part -> new Manifest.Output.Part(names.get(part), part.bytes(), part.sha256()))
            .sorted(Comparator.comparing(Manifest.Output.Part::name))
            .toList());
  }

  private static List<Receipt.RuleCount> rules(List<Receipt> receipts) {
    Map<Receipt.RuleCount, Long> counts = new LinkedHashMap<>();
    for (Receipt receipt : receipts) {
      for (Receipt.RuleCount count : receipt.rules()) {
        counts.merge(
            new Receipt.RuleCount(count.step(), count.rule(), count.severity(), 0),
            count.count(),
            Long::sum);
      }
    }
    return sorted(counts);
  }

  /** Most broken first, by step. */
  static List<Receipt.RuleCount> sorted(Map<Receipt.RuleCount, Long> counts) {
    return counts.entrySet().stream()
        .map(
            entry ->
                new Receipt.RuleCount(
                    entry.getKey().step(),
                    entry.getKey().rule(),
                    entry.getKey().severity(),
                    entry.getValue()))
        .sorted(
            Comparator.comparing(Receipt.RuleCount::step)
                .thenComparing(Comparator.comparingLong(Receipt.RuleCount::count).reversed())
                .thenComparing(Receipt.RuleCount::rule))
        .toList();
  }
}
