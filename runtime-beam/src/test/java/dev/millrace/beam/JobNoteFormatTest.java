package dev.millrace.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.goldens.Golden;
import dev.millrace.plan.ProblemsException;
import dev.millrace.publish.OpenRun;
import dev.millrace.publish.PublicationLayout;
import dev.millrace.publish.PublishCode;
import dev.millrace.publish.Publisher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written down of a run that was left to a cluster: see {@link Golden}. */
class JobNoteFormatTest {
  private static final SubmittedJob JOB =
      new SubmittedJob("20260301T120000Z-7f", "flink:8081", "00112233445566778899aabbccddeeff");

  @TempDir Path folder;

  @Test
  void aJobIsReadAndWritten() throws IOException {
    String released = Golden.text("job.json", JOB.toJson() + "\n");

    assertThat(SubmittedJob.fromJson(released), is(JOB));
    assertThat(JOB.toJson() + "\n", is(released));
  }

  @Test
  void aJobOfBeforeThereWereFormatsIsRead() {
    String before =
        "{\"run\":\"20260301T120000Z-7f\",\"address\":\"flink:8081\","
            + "\"job\":\"00112233445566778899aabbccddeeff\"}";
    assertThat(SubmittedJob.fromJson(before), is(JOB));
  }

  @Test
  void aJobOfALaterReleaseIsNotGuessedAt() throws IOException {
    assertRefused(
        JOB.toJson().replace("\"format\":1", "\"format\":2"),
        "in format 2, and this version of Millrace reads format 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "garbage",
        "[]",
        "null",
        "{}",
        "{\"format\":1,\"run\":\"r\",\"address\":\"a\"}",
        "{\"format\":1,\"run\":\"r\",\"address\":null,\"job\":\"\"}",
        "{\"format\":1,\"run\":\"r\",\"address\":\"a\",\"job\":\"\",\"more\":1}"
      })
  void whatIsNoJobIsNotTakenForOneThatIsOver(String note) throws IOException {
    assertRefused(note, "cannot be read");
  }

  private void assertRefused(String note, String why) throws IOException {
    PublicationLayout layout =
        PublicationLayout.of("heart", List.of(folder.resolve("copies").toString()));
    try (OpenRun open = Publisher.of(layout).begin("left")) {
      open.handOver(note);
      open.leave();
    }

    ProblemsException refused =
        assertThrows(
            ProblemsException.class,
            () -> Publisher.of(layout, new ClusterJobs()).begin("next").close());

    assertThat(refused.problems().get(0).code(), is(PublishCode.RUN_UNKNOWN));
    Path file = folder.resolve(".millrace").resolve("heart").resolve("runs/left/job");
    assertThat(
        refused.getMessage(),
        allOf(containsString(why), containsString("delete " + file.toAbsolutePath())));
  }
}
