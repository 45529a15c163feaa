package dev.millrace.metrics;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The rules of {@code docs/metrics.md} give the names on Flink the labels that they stand for. */
class RelabelTest {
  private static final String FLINK = "flink_taskmanager_job_task_operator_millrace_";

  /** As Prometheus does it: patterns match the whole, and an empty label is none. */
  private static Map<String, String> relabelled(String name) throws IOException {
    Matcher block =
        Pattern.compile("(?s)```yaml\n(metric_relabel_configs:.*?)```")
            .matcher(Files.readString(Path.of("..", "docs", "metrics.md")));
    assertThat(block.find(), is(true));
    Map<String, String> labels = new TreeMap<>();
    labels.put("__name__", name);
    labels.put("job_name", "my_shop_20261121T141111Z_680585f4");
    for (JsonNode rule : new YAMLMapper().readTree(block.group(1)).get("metric_relabel_configs")) {
      StringBuilder source = new StringBuilder();
      rule.get("source_labels")
          .forEach(
              label ->
                  source.append(source.isEmpty() ? "" : ";").append(labels.get(label.asText())));
      Matcher matcher = Pattern.compile(rule.get("regex").asText()).matcher(source);
      if (matcher.matches()) {
        labels.put(rule.get("target_label").asText(), matcher.group(1));
      }
    }
    labels.remove("job_name");
    return labels;
  }

  private static String onFlink(RowMetric metric, String step, String rule) {
    return FLINK + new RowSeries(metric, step, rule).flatName();
  }

  @Test
  void aCounterOfAStepHasTheStep() throws IOException {
    assertThat(
        relabelled(onFlink(RowMetric.ROWS_READ, "read:invoice-lines", "")),
        is(
            Map.of(
                "__name__",
                "millrace_rows_read_total",
                "pipeline",
                "my_shop",
                "step",
                "read_invoice_lines")));
  }

  @Test
  void aCounterOfARuleHasTheStepAndTheRule() throws IOException {
    assertThat(
        relabelled(onFlink(RowMetric.ROWS_QUARANTINED, "validate:a", "customerId not null")),
        is(
            Map.of(
                "__name__",
                "millrace_rows_quarantined_total",
                "pipeline",
                "my_shop",
                "step",
                "validate_a",
                "rule",
                "customerId_not_null")));
  }

  @Test
  void aGaugeHasTheSource() throws IOException {
    assertThat(
        relabelled(FLINK + RunMetrics.flatName("frontier_lag_seconds", "invoice-lines")),
        is(
            Map.of(
                "__name__",
                "millrace_frontier_lag_seconds",
                "pipeline",
                "my_shop",
                "source",
                "invoice_lines")));
  }

  @Test
  void metricsOfOthersStayAsTheyAre() throws IOException {
    assertThat(
        relabelled("flink_taskmanager_job_task_operator_numRecordsIn"),
        is(Map.of("__name__", "flink_taskmanager_job_task_operator_numRecordsIn")));
  }
}
