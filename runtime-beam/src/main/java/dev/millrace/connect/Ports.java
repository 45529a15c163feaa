package dev.millrace.connect;

import dev.millrace.OnlineView;
import dev.millrace.Quarantine;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Step;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The ports of a pipeline: what has to be bound before it can run.
 *
 * @param sources each once
 * @param sinks each once
 * @param quarantines each once
 * @param online views that are served, each once
 */
public record Ports(
    List<Source<?>> sources,
    List<Sink<?>> sinks,
    List<Quarantine> quarantines,
    List<OnlineView<?, ?>> online) {
  public Ports {
    sources = List.copyOf(sources);
    sinks = List.copyOf(sinks);
    quarantines = List.copyOf(quarantines);
    online = List.copyOf(online);
  }

  /** Ports in the given order; one that several steps use may be given several times. */
  public static Ports of(
      Collection<? extends Source<?>> sources,
      Collection<? extends Sink<?>> sinks,
      Collection<Quarantine> quarantines) {
    return new Ports(
        sources.stream().<Source<?>>map(source -> source).distinct().toList(),
        sinks.stream().<Sink<?>>map(sink -> sink).distinct().toList(),
        quarantines.stream().distinct().toList(),
        List.of());
  }

  List<String> names(Section section) {
    return switch (section) {
      case SOURCES -> sources.stream().<String>map(Source::name).toList();
      case SINKS -> sinks.stream().<String>map(Sink::name).toList();
      case QUARANTINE -> quarantines.stream().map(Quarantine::name).toList();
      case ONLINE -> online.stream().<String>map(OnlineView::name).toList();
    };
  }

  /** What the pipeline has, as the reason why something else is wrong. */
  String describe(Section section) {
    List<String> names = names(section);
    return names.isEmpty()
        ? "the pipeline has no " + section.noun()
        : "there is only " + Config.quoted(names);
  }

  /** The section that a port of this name belongs to. */
  Optional<Section> sectionOf(String port) {
    for (Section section : Section.values()) {
      if (names(section).contains(port)) {
        return Optional.of(section);
      }
    }
    return Optional.empty();
  }

  /** These ports and online views. */
  public Ports withOnline(Collection<? extends OnlineView<?, ?>> views) {
    List<OnlineView<?, ?>> all = views.stream().<OnlineView<?, ?>>map(view -> view).toList();
    return new Ports(sources, sinks, quarantines, all.stream().distinct().toList());
  }

  /** The ports of a plan. */
  public static Ports of(Plan plan) {
    return of(
            plan.reads().stream()
                .<Source<?>>map(read -> Source.of(read.port(), read.shape().type()))
                .toList(),
            plan.writes().stream()
                .filter(write -> !write.isOnline())
                .<Sink<?>>map(write -> Sink.of(write.port(), write.shape().type()))
                .toList(),
            plan.quarantines().keySet().stream().map(Quarantine::of).toList())
        .withOnline(
            plan.only(Step.States.class).stream()
                .<OnlineView<?, ?>>map(states -> OnlineView.of(states.port(), states.view()))
                .toList());
  }
}
