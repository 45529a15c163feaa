package dev.millrace.beam;

import dev.millrace.connect.Bindings;
import dev.millrace.connect.InputPartition;
import dev.millrace.connect.SinkBinding;
import dev.millrace.engine.Closing;
import dev.millrace.engine.OutletPlan;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Step;
import dev.millrace.publish.PublicationLayout;
import dev.millrace.publish.Succession;
import dev.millrace.upgrade.SavedBindings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A plan with the places its ports are bound to, in the words of who writes and publishes there.
 */
record BoundPlan(Plan plan, Bindings bindings) {
  /** Where a run's folders are, and its record. */
  PublicationLayout layout() {
    List<String> folders = new ArrayList<>(folders(bindings.sinks().values()));
    folders.addAll(folders(bindings.quarantines().values()));
    Optional<String> root = bindings.publishTo().map(Path::toString);
    if (folders.isEmpty()) {
      return PublicationLayout.ofManifests(plan.pipeline(), root.orElseThrow());
    }
    PublicationLayout layout =
        PublicationLayout.of(plan.pipeline(), folders).succeeding(successions());
    return root.map(layout::under).orElse(layout);
  }

  private Map<String, Succession> successions() {
    Map<String, Succession> byFolder = new HashMap<>();
    for (List<SinkBinding<?>> bound : bindings.sinks().values()) {
      for (SinkBinding<?> each : bound) {
        each.succession().ifPresent(succession -> byFolder.put(each.folder(), succession));
      }
    }
    return byFolder;
  }

  Set<String> quarantineFolders() {
    return Set.copyOf(folders(bindings.quarantines().values()));
  }

  private static List<String> folders(
      Collection<? extends List<? extends SinkBinding<?>>> bindings) {
    return bindings.stream()
        .flatMap(List::stream)
        .filter(each -> !each.isSent())
        .map(SinkBinding::folder)
        .toList();
  }

  /** What workers write to. */
  OutletPlan outlets(RunEnd end) {
    Map<String, OutletPlan.Port> ports = new TreeMap<>();
    for (Step.Write write : plan.writes()) {
      List<OutletPlan.Place> places = places(bindings.sinks().get(write.port()));
      ports.put(write.port(), new OutletPlan.Port(write.shape(), places));
    }
    bindings
        .quarantines()
        .forEach((port, bound) -> ports.put(port, OutletPlan.quarantine(places(bound))));
    return new OutletPlan(end.staging(), ports);
  }

  private static List<OutletPlan.Place> places(List<? extends SinkBinding<?>> bound) {
    return bound.stream().map(each -> new OutletPlan.Place(each, each.folder())).toList();
  }

  /** What is said of the places when a run ends. */
  Closing closing(RunEnd end, Instant started) {
    Map<String, List<Closing.BoundFolder>> folders = new TreeMap<>();
    bindings.sinks().forEach((port, bound) -> folders.put(port, described(bound)));
    bindings.quarantines().forEach((port, bound) -> folders.put(port, described(bound)));
    String version =
        Optional.ofNullable(Plan.class.getPackage().getImplementationVersion())
            .orElse("development");
    return new Closing(plan, end.run(), version, describedSources(), folders, started);
  }

  private List<Closing.BoundFolder> described(List<? extends SinkBinding<?>> bound) {
    return bound.stream()
        .map(each -> new Closing.BoundFolder(each.describe(), bindings.shown(each.folder())))
        .toList();
  }

  /** What is kept of the places, for a run that goes on. */
  SavedBindings saved() {
    PublicationLayout layout = layout();
    Map<String, List<SavedBindings.Place>> places = new TreeMap<>();
    bindings.sinks().forEach((port, bound) -> places.put(port, saved(bound, layout)));
    bindings.quarantines().forEach((port, bound) -> places.put(port, saved(bound, layout)));
    return SavedBindings.of(describedSources(), places);
  }

  private static List<SavedBindings.Place> saved(
      List<? extends SinkBinding<?>> bound, PublicationLayout layout) {
    return bound.stream()
        .map(
            each ->
                new SavedBindings.Place(
                    each.isSent() ? "" : layout.key(each.folder()), each.describe()))
        .toList();
  }

  private Map<String, String> describedSources() {
    Map<String, String> sources = new TreeMap<>();
    bindings.sources().forEach((port, binding) -> sources.put(port, binding.describe()));
    return sources;
  }

  /** How much there is to read, of sources that end. */
  long inputBytes() {
    return plan.reads().stream()
        .flatMap(read -> listed(read).stream())
        .mapToLong(InputPartition::bytes)
        .sum();
  }

  private List<InputPartition> listed(Step.Read read) {
    return ListFn.listed(read, bindings.sources().get(read.port()), Long.MAX_VALUE);
  }
}
