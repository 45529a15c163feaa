package dev.millrace.examples.retail;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.Rejection;
import dev.millrace.connect.files.CsvSource;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The retail pipeline over whole folders of files. */
class RetailFilesTest {
  private static final Path REAL = Path.of("..", "..", "shared", "data", "online-retail", "by-day");
  private static final int SAMPLED = 97;

  @TempDir Path folder;

  @Test
  void everyLineOfTheSampleIsAccountedFor() throws IOException {
    Path sample = folder.resolve("sample");
    SampleData.write(sample, 20_000, 42);
    RetailRun run = RetailRun.of(csv(sample), folder.resolve("out"));

    assertThat(run.read(), is(20_000L));
    assertThat(run.lines(), is(14_362L));
    assertThat(run.rejections().size(), is(5_638));
    assertThat(
        run.brokenRules(),
        equalTo(
            Map.of(
                RetailRun.RULE_CUSTOMER,
                5_519L,
                RetailRun.RULE_PRODUCT,
                129L,
                RetailRun.RULE_PRICE,
                71L,
                RetailRun.RULE_SIGN,
                25L,
                "quantity is int",
                2L,
                "invoiceDate is Instant",
                2L,
                "record has 8 fields",
                2L,
                "record is UTF-8",
                2L)));
    assertThat(run.countedRules(), equalTo(run.brokenRules()));
    assertThat(run.daily().size(), is(332));
  }

  @Test
  void theRealDataGiveTheKnownFigures() throws IOException {
    assumeTrue(Files.isDirectory(REAL), "there is no " + REAL.normalize());
    RetailRun run = RetailRun.of(csv(REAL), folder.resolve("out"));

    assertThat(run.read(), is(541_909L));
    assertThat(run.lines(), is(404_876L));
    assertThat(run.rejections().size(), is(137_033));
    assertThat(
        run.brokenRules(),
        equalTo(
            Map.of(
                RetailRun.RULE_CUSTOMER, 135_080L,
                RetailRun.RULE_PRODUCT, 2_995L,
                RetailRun.RULE_PRICE, 2_527L,
                RetailRun.RULE_SIGN, 1_336L)));
    assertThat(run.countedRules(), equalTo(run.brokenRules()));
    assertThat(run.daily().size(), is(1_657));
    assertThat(run.revenue(), equalTo(new BigDecimal("8286663.32")));
    assertThat(run.customers(), is(19_090L));
    everyRejectionLeadsBackToItsLine(run.rejections());
  }

  private static void everyRejectionLeadsBackToItsLine(List<Rejection> rejections)
      throws IOException {
    for (int i = 0; i < rejections.size(); i++) {
      Rejection rejection = rejections.get(i);
      assertThat(rejection.failures(), not(empty()));
      assertThat(rejection.raw().length > 0, is(true));
      if (i % SAMPLED == 0) {
        List<String> lines =
            Files.readAllLines(Path.of(rejection.partition()), StandardCharsets.ISO_8859_1);
        assertThat(
            new String(rejection.raw(), StandardCharsets.ISO_8859_1),
            equalTo(lines.get((int) rejection.position() - 1)));
      }
    }
  }

  private static CsvSource csv(Path folder) {
    return dev.millrace.connect.files.Files.csv(folder.toString()).zone(ZoneId.of("Europe/London"));
  }
}
