package dev.millrace.benchmarks.harness;

import dev.millrace.benchmarks.input.InputKind;
import dev.millrace.benchmarks.sales.SalesJob;
import java.util.List;
import java.util.Locale;

/** What is measured, by letter. */
public enum Workload {
  A("parse, filter, map, 5 rules, sum and count by customer and minute"),
  B("parse, filter, map, to a cheap sink"),
  C("20 columns to a cheap sink: 100 rules, against none"),
  D("3 of 8 columns, summed by country and day"),
  E("as a, by day, and a third as many customers as rows"),
  F("as a, with every tenth row of one customer; even-… is without"),
  G("as a, with a function that nobody can look into behind the rules"),
  H("as a, with a tenth, all and ten times the rows"),
  I("as-of join: two facts for each question, the latest of them or five windows"),
  J("as i, with every tenth fact and question of one customer; even-… is without"),
  K("as i, Millrace on Flink with a tenth, all and ten times the rows");

  private final String description;

  Workload(String description) {
    this.description = description;
  }

  /** The letter. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether {@link Groups} may be chosen. */
  boolean hasGroups() {
    return this == A || this == F || this == G || this == H;
  }

  String description() {
    return description;
  }

  /** The programs. */
  public List<Entry> entries() {
    return switch (this) {
      case A -> Entries.totals(SalesJob.BY_MINUTE, InputKind.ORDERS);
      case B -> Entries.stateless();
      case C -> Entries.rules();
      case D -> Entries.scans();
      case E -> Entries.totals(SalesJob.BY_DAY, InputKind.MANY_CUSTOMERS);
      case F -> Entries.skewed();
      case G -> Entries.totals(SalesJob.DISCOUNTED_BY_MINUTE, InputKind.ORDERS);
      case H -> Entries.scaled();
      case I -> AsOfEntries.all();
      case J -> AsOfEntries.skewed();
      case K -> AsOfEntries.scaled();
    };
  }

  /** The program of a name. */
  Entry entry(String name) {
    return entries().stream()
        .filter(entry -> entry.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No program " + name + " in " + label()));
  }
}
