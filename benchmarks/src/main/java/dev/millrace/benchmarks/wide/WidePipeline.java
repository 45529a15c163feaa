package dev.millrace.benchmarks.wide;

import dev.millrace.Pipeline;
import dev.millrace.Range;
import dev.millrace.Records;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.benchmarks.input.WideColumns;
import dev.millrace.record.Field;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Wide rows in Millrace's language. */
final class WidePipeline {
  static final Source<Wide> ROWS = Source.of("rows", Wide.class);
  static final Sink<Wide> KEPT = Sink.of("kept", Wide.class);

  record Wide(
      long n0,
      long n1,
      long n2,
      long n3,
      long n4,
      long n5,
      long n6,
      long n7,
      long n8,
      long n9,
      double d0,
      double d1,
      double d2,
      double d3,
      double d4,
      double d5,
      String s0,
      String s1,
      String s2,
      String s3) {}

  private static final List<Field<Wide, Long>> LONGS =
      List.of(
          Wide::n0, Wide::n1, Wide::n2, Wide::n3, Wide::n4, Wide::n5, Wide::n6, Wide::n7, Wide::n8,
          Wide::n9);
  private static final List<Field<Wide, Double>> DOUBLES =
      List.of(Wide::d0, Wide::d1, Wide::d2, Wide::d3, Wide::d4, Wide::d5);
  private static final List<Field<Wide, String>> CODES =
      List.of(Wide::s0, Wide::s1, Wide::s2, Wide::s3);

  private WidePipeline() {}

  static Pipeline define(boolean checked) {
    Pipeline pipeline = Pipeline.named("wide");
    Records<Wide> rows = pipeline.read(ROWS);
    (checked ? rows.validate(rules()).dropInvalid() : rows).to(KEPT);
    return pipeline;
  }

  /** Five for each column. */
  static Rules<Wide> rules() {
    Rules<Wide> rules = Rules.on(Wide.class);
    for (Field<Wide, Long> column : LONGS) {
      for (long k = 0; k < 5; k++) {
        rules = rules.inRange(column, Range.closed(-k, WideColumns.LIMIT + k));
      }
    }
    for (Field<Wide, Double> column : DOUBLES) {
      for (int k = 0; k < 5; k++) {
        rules = rules.inRange(column, Range.closed(-1.0 * k, 1.0 * WideColumns.LIMIT + k));
      }
    }
    for (Field<Wide, String> column : CODES) {
      rules = codeRules(rules, column);
    }
    return rules;
  }

  private static Rules<Wide> codeRules(Rules<Wide> rules, Field<Wide, String> column) {
    Set<String> more = new HashSet<>(WideColumns.ALLOWED);
    more.add("iota");
    return rules
        .notNull(column)
        .oneOf(column, Set.copyOf(WideColumns.ALLOWED))
        .oneOf(column, more)
        .matches(column, Pattern.compile("[a-z]+"))
        .matches(column, Pattern.compile("[a-z]{2,8}"));
  }
}
