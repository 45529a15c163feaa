package dev.millrace.testkit;

import dev.millrace.feature.ChangeKind;
import dev.millrace.plan.DerivedFeature;
import dev.millrace.plan.FeatureCall;
import dev.millrace.plan.StatusFeature;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.Component;
import dev.millrace.testkit.WindowEdges.Edge;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A failure as people read it. */
final class FailureText {
  private final ViewDefinition view;
  private final DrawnRows rows;
  private final Failure failure;
  private final long at;
  private final StringBuilder text = new StringBuilder();

  private FailureText(ViewDefinition view, DrawnRows rows, Failure failure) {
    this.view = view;
    this.rows = rows;
    this.failure = failure;
    this.at = failure.asked().at();
  }

  /**
   * @param toRepeat how to get the same failure again
   */
  static String of(
      ViewDefinition view, DrawnRows rows, Failure failure, Cause cause, String toRepeat) {
    return new FailureText(view, rows, failure).told(cause, toRepeat);
  }

  private String told(Cause cause, String toRepeat) {
    Component feature = failure.feature();
    line(view.title() + " is not answered as it is defined: " + feature.name());
    line("  asked    " + failure.way().name());
    line("  cause    " + cause + ": " + cause.words());
    line("  feature  " + definition(feature));
    line("  key      " + (failure.asked().hasKey() ? key() : "none"));
    line("  T        " + DrawnRows.instant(at));
    line("  expected " + value(failure.expected().value()) + ", " + failure.expected().status());
    line("  found    " + value(failure.found().value(feature)) + foundStatus(feature));
    facts();
    line("  repeat   " + toRepeat);
    explanation(feature);
    return text.toString();
  }

  private String key() {
    return failure.history().key().stream().map(RowValue::text).collect(Collectors.joining(", "));
  }

  private static String value(@Nullable Object value) {
    return value instanceof String ? '"' + value.toString() + '"' : RowValue.text(value);
  }

  private String foundStatus(Component feature) {
    return failure.found().status(feature) == null ? "" : ", " + failure.found().status(feature);
  }

  private String definition(Component feature) {
    return Stream.of(
            view.calls().stream()
                .filter(call -> call.target().equals(feature))
                .map(FeatureCall::describe),
            view.derived().stream()
                .filter(derived -> derived.target().equals(feature))
                .map(DerivedFeature::describe),
            view.statuses().stream()
                .filter(status -> status.target().equals(feature))
                .map(StatusFeature::describe))
        .flatMap(lines -> lines)
        .findFirst()
        .orElse(feature.name());
  }

  private void facts() {
    List<DrawnFact> facts = failure.history().facts();
    if (facts.isEmpty()) {
      line("  facts    none");
      return;
    }
    line("  facts    in the order in which they came");
    List<Component> columns = columns();
    List<List<String>> table = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("time"));
    columns.forEach(column -> head.add(column.name()));
    table.add(head);
    List<Edge> edges = new WindowEdges(view).of(at);
    for (DrawnFact fact : facts) {
      List<String> cells = new ArrayList<>();
      cells.add(TimeText.of(rows.time(fact), at, edges));
      columns.forEach(column -> cells.add(cell(fact, column, edges)));
      table.add(cells);
    }
    lines(table);
  }

  private String cell(DrawnFact fact, Component column, List<Edge> edges) {
    boolean isKnown = view.availability() != null && column.equals(view.availability().column());
    return isKnown
        ? TimeText.of(DrawnRows.micros(fact, column), at, edges)
        : value(fact.value(column));
  }

  /** What features read; all of a fact where they ask its author's code. */
  private List<Component> columns() {
    boolean isCodeAsked =
        view.calls().stream().anyMatch(call -> call.where() != null || call.part() != null);
    return view.facts().components().stream()
        .filter(column -> !column.equals(view.time()))
        .filter(
            column ->
                isCodeAsked
                    || view.columnsKept().contains(column)
                    || view.id().contains(column)
                    || column.equals(view.kind())
                    || column.equals(view.sequence())
                    || (view.key().contains(column) && isNobodyThere())
                    || (view.availability() != null && column.equals(view.availability().column())))
        .toList();
  }

  private boolean isNobodyThere() {
    return !failure.history().facts().stream().allMatch(rows::hasKey);
  }

  private void lines(List<List<String>> table) {
    int columns = table.get(0).size();
    int[] widths = new int[columns];
    for (List<String> cells : table) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], cells.get(i).length());
      }
    }
    for (List<String> cells : table) {
      StringBuilder row = new StringBuilder("   ");
      for (int i = 0; i < columns; i++) {
        row.append(' ').append(cells.get(i)).append(" ".repeat(widths[i] - cells.get(i).length()));
      }
      line(row.toString().stripTrailing());
    }
  }

  /** What the evaluator itself says of the feature. */
  private void explanation(Component feature) {
    if (!failure.asked().hasKey() || hasDeletesOnly()) {
      return;
    }
    ServedByEvaluator evaluator = new ServedByEvaluator(view);
    failure.history().facts().forEach(fact -> evaluator.update(rows.row(fact)));
    List<String> lines = evaluator.explain(rows.key(failure.history().key()), at).lines().toList();
    int first = lines.indexOf("  " + definition(feature));
    if (first >= 0) {
      line("  explain");
      lines.stream()
          .skip(first)
          .takeWhile(each -> lines.indexOf(each) == first || each.startsWith("    "))
          .forEach(each -> line("  " + each));
    }
  }

  private boolean hasDeletesOnly() {
    return failure.history().facts().stream()
        .allMatch(fact -> rows.kind(fact) != ChangeKind.UPSERT);
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
