package dev.millrace.examples.retail;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import dev.millrace.servers.Waiting;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The serving program as a process of its own, that has the example, the language, and no Beam. */
class ServeTest {
  private static final String ANSWER =
      """
      customer_spend@1 of 17850 at 2010-12-10T00:00:00Z
        spend30d       0.75                PRESENT
        lines30d       2                   PRESENT
        invoices90d    1                   PRESENT
        maxLine90d     0.5                 PRESENT
        returns90d     0                   NOT_FOUND
        lastCountry    United Kingdom      PRESENT
        meanLine30d    0.375               PRESENT
        daysSinceLast  8                   PRESENT
      """;

  @TempDir Path folder;

  @BeforeEach
  void writeLines() throws IOException {
    Files.write(
        folder.resolve("part-00000.csv"),
        List.of(
            "invoiceNo,stockCode,description,quantity,invoicedAt,unitPrice,amount,customerId,country",
            "536365,85123A,\"MUG, LARGE\",1,2010-12-01T08:26:00Z,0.5,0.5,17850,United Kingdom",
            "536365,71053,,1,2010-12-01T08:26:00Z,0.25,0.25,17850,United Kingdom",
            "536366,22633,,1,2010-12-01T09:00:00Z,1.85,1.85,17851,France"));
  }

  @Test
  void itAnswersForACustomerAndATimeWithoutBeam() throws Exception {
    Finished finished = serve("17850", "2010-12-10T00:00:00+00:00");
    assertThat(finished.err(), is(""));
    assertThat(finished.out(), equalTo(ANSWER));
    assertThat(finished.exit(), is(0));
  }

  @Test
  void itExplainsWhichLinesCountForThoseWhoAsk() throws Exception {
    Finished finished = serve("17850", "2010-12-10T01:00:00+01:00", "--explain");
    assertThat(finished.err(), is(""));
    assertThat(finished.out(), startsWith(ANSWER));
    assertThat(finished.out(), containsString("the key has 2 facts"));
    assertThat(finished.out(), containsString("2010-12-01T08:26:00Z"));
  }

  @Test
  void aCustomerWhomNobodyKnowsHasNoLines() throws Exception {
    assertThat(
        serve("1", "2010-12-10T00:00:00Z").out(),
        containsString("lastCountry    null                NOT_FOUND"));
  }

  @Test
  void withoutAQuestionItSaysWhatItNeeds() throws Exception {
    Finished finished = serve();
    assertThat(finished.exit(), is(1));
    assertThat(finished.err(), containsString("Arguments: VALID_LINES CUSTOMER TIME [--explain]"));
  }

  private record Finished(int exit, String out, String err) {}

  private Finished serve(String... question) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dfile.encoding=UTF-8",
                "-cp",
                String.join(File.pathSeparator, servingClassPath()),
                Serve.class.getName(),
                folder.toString()));
    command.addAll(List.of(question));
    Path err = folder.resolve("err.txt");
    Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
    String out = Waiting.patiently().output(process);
    return new Finished(process.exitValue(), out, Files.readString(err));
  }

  /** The example's classes, the language, and the annotations that say what may be null. */
  private static List<String> servingClassPath() {
    List<String> entries =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(
                entry ->
                    entry.endsWith(Path.of("examples", "target", "classes").toString())
                        || entry.endsWith(Path.of("dsl", "target", "classes").toString())
                        || Path.of(entry)
                            .getFileName()
                            .toString()
                            .matches("(millrace-dsl|jspecify)-.*\\.jar"))
            .toList();
    assertThat(entries, hasSize(3));
    return entries;
  }
}
