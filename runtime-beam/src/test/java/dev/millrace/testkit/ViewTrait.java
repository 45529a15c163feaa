package dev.millrace.testkit;

import dev.millrace.plan.FactWindow;
import dev.millrace.plan.FeatureCall;
import dev.millrace.plan.ViewDefinition;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What a view can have, or not: all of it has to occur among generated views. */
@SuppressWarnings("ImmutableEnumChecker") // predicates that hold nothing
enum ViewTrait {
  WINDOW_OF_LENGTH(any(call -> !call.window().isForever())),
  LIFETIME(any(call -> call.window().isForever() && !call.window().isOfLastFacts())),
  LAST_FACTS(any(call -> call.window().isOfLastFacts())),
  OFFSET(any(call -> call.window().offset() > 0)),
  TAIL(any(call -> call.window().hop() > 0)),
  TAIL_WITH_OFFSET(any(call -> call.window().hop() > 0 && call.window().offset() > 0)),
  CONDITION(any(call -> call.where() != null)),
  CONDITION_OF_PART(any(call -> call.part() != null)),
  OR_ELSE(edited(FeatureCall.OrElse.class)),
  THEN(edited(FeatureCall.Then.class)),
  DERIVED(view -> !view.derived().isEmpty()),
  STATUS(view -> !view.statuses().isEmpty()),
  TTL(view -> view.ttl() != FactWindow.FOREVER),
  TTL_SHORTER_THAN_A_WINDOW(
      view ->
          view.calls().stream()
              .anyMatch(call -> !call.window().isForever() && call.window().length() > view.ttl())),
  NO_AVAILABILITY(view -> view.availability() == null),
  AVAILABLE_AT(view -> view.availability() != null && view.availability().column() != null),
  AVAILABLE_AFTER(view -> view.availability() != null && view.availability().column() == null),
  SEQUENCE(view -> view.sequence() != null),
  NO_ID(view -> view.id().isEmpty()),
  ID(view -> view.id().size() == 1),
  ID_OF_SEVERAL_COLUMNS(view -> view.id().size() > 1),
  CHANGES(view -> view.kind() != null),
  CHANGES_KNOWN_LATER(
      view ->
          view.kind() != null
              && view.availability() != null
              && view.availability().column() != null),
  CHANGES_WITHOUT_ID(view -> view.kind() != null && view.id().isEmpty()),
  KEY(view -> view.key().size() == 1),
  KEY_OF_SEVERAL_COLUMNS(view -> view.key().size() > 1),
  ENDLESS_REACH(view -> view.reach() == FactWindow.FOREVER),
  REACH(view -> view.reach() != FactWindow.FOREVER);

  private final Predicate<ViewDefinition> has;

  ViewTrait(Predicate<ViewDefinition> has) {
    this.has = has;
  }

  private static Predicate<ViewDefinition> any(Predicate<FeatureCall> call) {
    return view -> view.calls().stream().anyMatch(call);
  }

  private static Predicate<ViewDefinition> edited(Class<? extends FeatureCall.Edit> edit) {
    return any(call -> call.edits().stream().anyMatch(edit::isInstance));
  }

  /** All that a view has. */
  static Set<ViewTrait> of(ViewDefinition view) {
    return Arrays.stream(values())
        .filter(trait -> trait.has.test(view))
        .collect(Collectors.toSet());
  }
}
