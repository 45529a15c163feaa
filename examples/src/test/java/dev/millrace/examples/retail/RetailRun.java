package dev.millrace.examples.retail;

import dev.millrace.Rejection;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.Rows;
import dev.millrace.connect.SourceBinding;
import dev.millrace.engine.Ledger;
import dev.millrace.engine.Manifest;
import dev.millrace.engine.Receipt;
import dev.millrace.launch.Millrace;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/**
 * A finished run of the retail pipeline, its outputs read back.
 *
 * @param training by time and customer
 * @param rejections by partition and position
 */
record RetailRun(
    Manifest manifest,
    List<DailyRevenue> daily,
    List<TrainingRow> training,
    List<Rejection> rejections) {
  static final String RULE_CUSTOMER = "customerId not null";
  static final String RULE_PRICE = "unitPrice in (0.0, 10000.0]";
  static final String RULE_QUANTITY = "quantity not 0";
  static final String RULE_SIGN = "cancelled exactly when negative";
  static final String RULE_PRODUCT = "stockCode matches [0-9]{5}[A-Za-z]*";

  static RetailRun of(SourceBinding<? super RawInvoiceLine> source, Path folder)
      throws IOException {
    SourceBinding<Label> none = Rows.source(Label.class, List.of());
    return of(source, none, folder, "--runner=DirectRunner");
  }

  static RetailRun of(
      SourceBinding<? super RawInvoiceLine> source,
      SourceBinding<? super Label> labels,
      Path folder,
      String... options)
      throws IOException {
    Path daily = folder.resolve("daily");
    Path training = folder.resolve("training");
    Path rejected = folder.resolve("rejected");
    Manifest manifest =
        Millrace.run(
            Retail.define(),
            Bindings.of()
                .read(Retail.LINES, source)
                .read(Retail.LABELS, labels)
                .write(Retail.DAILY, Rows.sink(daily))
                .write(Retail.TRAINING, Rows.sink(training))
                .quarantine(Retail.REJECTED, Rows.sink(rejected)),
            PipelineOptionsFactory.fromArgs(options).create());
    return new RetailRun(
        manifest,
        Rows.read(Shape.of(DailyRevenue.class), daily),
        Rows.read(Shape.of(TrainingRow.class), training).stream()
            .sorted(Comparator.comparing(TrainingRow::at).thenComparing(TrainingRow::customerId))
            .toList(),
        Rows.read(Shape.of(Rejection.class), rejected).stream()
            .sorted(Comparator.comparing(Rejection::partition).thenComparing(Rejection::position))
            .toList());
  }

  /** The rules that each rejected line broke. */
  List<List<String>> rejected() {
    return rejections.stream().map(Rejection::rules).toList();
  }

  /** How often each rule was broken, counted from the rejections themselves. */
  Map<String, Long> brokenRules() {
    return rejections.stream()
        .flatMap(rejection -> rejection.rules().stream())
        .collect(Collectors.groupingBy(rule -> rule, Collectors.counting()));
  }

  /** The same as the run has counted it. */
  Map<String, Long> countedRules() {
    return manifest.rules().stream()
        .collect(Collectors.toMap(Receipt.RuleCount::rule, Receipt.RuleCount::count, Long::sum));
  }

  long read() {
    return manifest.ledger().get("read:invoice-lines", Ledger.Place.IN).count();
  }

  long lines() {
    return daily.stream().mapToLong(DailyRevenue::lines).sum();
  }

  long customers() {
    return daily.stream().mapToLong(DailyRevenue::customers).sum();
  }

  /** The days' revenue added exactly, and then rounded to pence. */
  BigDecimal revenue() {
    return daily.stream()
        .map(day -> new BigDecimal(day.revenue()))
        .reduce(BigDecimal.ZERO, BigDecimal::add)
        .setScale(2, RoundingMode.HALF_EVEN);
  }
}
