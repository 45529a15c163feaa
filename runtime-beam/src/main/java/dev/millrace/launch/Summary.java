package dev.millrace.launch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.engine.Ledger;
import dev.millrace.engine.Ledger.Place;
import dev.millrace.engine.Manifest;
import dev.millrace.engine.Receipt.RuleCount;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What a run did, in numbers. The ledger is closed, or there would be no manifest to summarise.
 *
 * @param in records read, by source
 * @param unreadable of those, records that never became rows, by source
 * @param valid rows written, by sink
 * @param quarantined records refused, by step; those a step dropped are here too
 * @param filtered rows dropped by a declared filter, by step
 * @param late rows that came too late, by step
 * @param rules how often each rule was broken
 * @param notices what is worth knowing and no mistake: columns that nobody reads, views that
 *     declare no availability
 * @param seconds from the start of the run to its publication
 */
record Summary(
    String pipeline,
    String run,
    Map<String, Long> in,
    Map<String, Long> unreadable,
    Map<String, Long> valid,
    Map<String, Long> quarantined,
    Map<String, Long> filtered,
    Map<String, Long> late,
    List<RuleCount> rules,
    List<String> notices,
    List<Manifest.Output> outputs,
    Ledger ledger,
    double seconds) {
  private static final String QUARANTINE = "QUARANTINE";

  static Summary of(Plan plan, Manifest manifest, List<String> notices) {
    Ledger ledger = manifest.ledger();
    Map<String, Long> in = new LinkedHashMap<>();
    Map<String, Long> unreadable = new LinkedHashMap<>();
    Map<String, Long> valid = new LinkedHashMap<>();
    Map<String, Long> quarantined = new LinkedHashMap<>();
    Map<String, Long> filtered = new LinkedHashMap<>();
    Map<String, Long> late = new LinkedHashMap<>();
    for (Step step : plan.steps()) {
      if (step instanceof Step.Read read) {
        in.put(read.port(), ledger.get(step.name(), Place.IN).count());
        positive(unreadable, read.port(), ledger.get(step.name(), Place.UNREADABLE).count());
      } else if (step instanceof Step.Write write) {
        valid.put(write.port(), ledger.get(step.name(), Place.COMMITTED).count());
      }
      positive(quarantined, step.name(), ledger.get(step.name(), Place.REJECTED).count());
      positive(filtered, step.name(), ledger.get(step.name(), Place.FILTERED).count());
      positive(late, step.name(), ledger.get(step.name(), Place.LATE).count());
    }
    double seconds =
        Duration.between(Instant.parse(manifest.started()), Instant.parse(manifest.finished()))
                .toMillis()
            / 1000.0;
    return new Summary(
        manifest.pipeline(),
        manifest.run(),
        in,
        unreadable,
        valid,
        quarantined,
        filtered,
        late,
        manifest.rules(),
        List.copyOf(notices),
        manifest.outputs(),
        ledger,
        seconds);
  }

  private static void positive(Map<String, Long> counts, String name, long count) {
    if (count > 0) {
      counts.put(name, count);
    }
  }

  String toJson() {
    try {
      return JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build()
          .writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a summary is plain values", e);
    }
  }

  String toText() {
    List<String> lines = new ArrayList<>();
    lines.add("Published " + pipeline + ", run " + run);
    lines.add("");
    lines(lines, "read", in);
    lines(lines, "unreadable", unreadable);
    rules(lines, rule -> !isOfAStep(rule) && rule.severity().equals(QUARANTINE));
    for (Map.Entry<String, Long> step : quarantined.entrySet()) {
      lines.add(line("rejected", step.getValue(), step.getKey()));
      rules(lines, rule -> rule.step().equals(step.getKey()));
    }
    lines(lines, "filtered", filtered);
    for (Map.Entry<String, Long> step : late.entrySet()) {
      lines.add(line("late", step.getValue(), step.getKey()));
      rules(
          lines,
          rule -> rule.step().equals(step.getKey()) && !quarantined.containsKey(rule.step()));
    }
    for (RuleCount rule : rules) {
      if (!isOfAStep(rule) && !rule.severity().equals(QUARANTINE)) {
        lines.add(line("warned", rule.count(), rule.step() + ": " + rule.rule()));
      }
    }
    lines(lines, "written", valid);
    lines.add("");
    notices.forEach(notice -> lines.add("notice: " + notice));
    lines.add("ledger closed: every record that was read is accounted for");
    for (Manifest.Output output : outputs) {
      long bytes = output.bytes();
      lines.add(
          String.format(
              Locale.ROOT,
              "%s  %,d records, %,d bytes in %d %s",
              output.folder(),
              output.records(),
              bytes,
              output.files(),
              output.files() == 1 ? "part" : "parts"));
    }
    long read = in.values().stream().mapToLong(Long::longValue).sum();
    lines.add(
        String.format(
            Locale.ROOT,
            "%.1f s, %,d rows/s",
            seconds,
            Math.round(read / Math.max(0.001, seconds))));
    return String.join(System.lineSeparator(), lines);
  }

  /** Whether the rule's step has a line of its own; else a reader counted it, or it warned only. */
  private boolean isOfAStep(RuleCount rule) {
    return quarantined.containsKey(rule.step()) || late.containsKey(rule.step());
  }

  private void rules(List<String> lines, Predicate<RuleCount> wanted) {
    for (RuleCount rule : rules) {
      if (wanted.test(rule)) {
        String warning = rule.severity().equals(QUARANTINE) ? "" : " (" + rule.severity() + ")";
        lines.add(line("", rule.count(), "  " + rule.rule() + warning));
      }
    }
  }

  private static void lines(List<String> lines, String what, Map<String, Long> counts) {
    counts.forEach((name, count) -> lines.add(line(what, count, name)));
  }

  private static String line(String what, long count, String name) {
    return String.format(Locale.ROOT, "%-10s %,15d  %s", what, count, name);
  }
}
