package dev.millrace.servers;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.servers.Scrape.Sample;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScrapeTest {
  @Test
  void linesAreReadByTheLetter() {
    Scrape scrape =
        Scrape.parse(
            """
            # HELP rows_total Rows, \\\\ or \\n not.
            # TYPE rows_total counter
            rows_total{step="a \\"b\\", {c}",rule="x\\\\\\ny"} 1.5E3
            rows_total{step="d",} 0 1395066363000
            # a remark
            # TYPE lag gauge
            lag -0.5
            # TYPE time summary
            time{quantile="0.5"} NaN
            time_sum +Inf
            time_count 2
            """);

    assertThat(
        scrape.samples(),
        contains(
            new Sample("rows_total", Map.of("step", "a \"b\", {c}", "rule", "x\\\ny"), 1500),
            new Sample("rows_total", Map.of("step", "d"), 0),
            new Sample("lag", Map.of(), -0.5),
            new Sample("time", Map.of("quantile", "0.5"), Double.NaN),
            new Sample("time_sum", Map.of(), Double.POSITIVE_INFINITY),
            new Sample("time_count", Map.of(), 2)));
    assertThat(scrape.type("lag"), is("gauge"));
    assertThat(scrape.sum("rows_total", Map.of()), is(OptionalDouble.of(1500)));
    assertThat(scrape.sum("rows_total", Map.of("step", "e")), is(OptionalDouble.empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a 1\n",
        "# TYPE a gauge\na 1",
        "# TYPE a gauge\na 1\na 1\n",
        "# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\na{c=\"d\"} 1\n",
        "# TYPE a gauge\n# TYPE a gauge\na 1\n",
        "# TYPE a number\na 1\n",
        "# TYPE a-b gauge\na-b 1\n",
        "# TYPE a counter\na -1\n",
        "# TYPE a counter\na NaN\n",
        "# TYPE a counter\na_total 1\n",
        "# TYPE a gauge\na one\n",
        "# TYPE a gauge\na{b=\"c\\d\"} 1\n",
        "# TYPE a gauge\na{b-c=\"d\"} 1\n",
        "# TYPE a gauge\na{b=\"c\",b=\"d\"} 1\n",
        "# TYPE a gauge\na{b=\"c\" 1\n",
      })
  void whatPrometheusWouldRefuseIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Scrape.parse(text));
  }
}
