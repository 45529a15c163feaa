package dev.millrace.publish;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KilledPublicationTest {
  @TempDir Path root;

  @ParameterizedTest
  @EnumSource(Phase.class)
  void aKilledRunLeavesOneWholeOutputAndTheNextRunIsCorrect(Phase dies) throws Exception {
    SampleRun.OLDEST.publish(root);
    SampleRun.EARLIER.publish(root);

    assertThat(
        PublishingProcess.exitOfPublishing(root, SampleRun.NEW, dies),
        is(PublishingProcess.SIGKILLED));

    SampleRun seen = dies.compareTo(Phase.AFTER_SWAP) < 0 ? SampleRun.EARLIER : SampleRun.NEW;
    assertSeen(seen);

    SampleRun.NEXT.publish(root);
    assertSeen(SampleRun.NEXT);
    assertOnlyOutputsLeft(List.of(seen.id(), SampleRun.NEXT.id()));
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  void aKilledFirstRunShowsNothingUntilItIsCommitted(Phase dies) throws Exception {
    assertThat(
        PublishingProcess.exitOfPublishing(root, SampleRun.NEW, dies),
        is(PublishingProcess.SIGKILLED));

    boolean committed = dies.compareTo(Phase.AFTER_SWAP) >= 0;
    assertThat(SampleRun.found(root), committed ? equalTo(SampleRun.NEW.expected()) : anEmptyMap());

    SampleRun.NEXT.publish(root);
    assertSeen(SampleRun.NEXT);
    assertOnlyOutputsLeft(committed ? List.of("new", "next") : List.of("next"));
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  void theSameRunIsNotStuckWhenTwoRunsInARowAreKilled(Phase dies) throws Exception {
    SampleRun.OLDEST.publish(root);
    assertThat(
        PublishingProcess.exitOfPublishing(root, SampleRun.EARLIER, Phase.BETWEEN_PARTS),
        is(PublishingProcess.SIGKILLED));
    assertThat(
        PublishingProcess.exitOfPublishing(root, SampleRun.NEW, dies),
        is(PublishingProcess.SIGKILLED));

    SampleRun seen = dies.compareTo(Phase.AFTER_SWAP) < 0 ? SampleRun.OLDEST : SampleRun.NEW;
    assertSeen(seen);
    SampleRun.NEXT.publish(root);
    assertOnlyOutputsLeft(List.of(SampleRun.NEXT.id(), seen.id()));
  }

  private void assertSeen(SampleRun run) throws Exception {
    assertThat(SampleRun.found(root), equalTo(run.expected()));
    Path manifest = Publisher.of(SampleRun.layout(root)).currentManifest().orElseThrow();
    assertThat(Files.readAllBytes(manifest), equalTo(run.manifest()));
  }

  private void assertOnlyOutputsLeft(List<String> runs) throws Exception {
    assertThat(SampleRun.runsOnDisk(root), equalTo(runs.stream().sorted().toList()));
    for (String run : runs) {
      assertThat(
          SampleRun.names(SampleRun.state(root).resolve("runs").resolve(run)), contains("output"));
    }
    assertThat(SampleRun.names(SampleRun.state(root).resolve("trash")), is(empty()));
    assertThat(
        SampleRun.names(SampleRun.state(root)),
        equalTo(List.of("current", "lock", "owner", "runs", "trash")));
  }

  @Test
  void aWorkerThatOutlivesItsLauncherCannotPublishOnceAnotherRunBegins() throws Exception {
    SampleRun.EARLIER.publish(root);
    Process launcher = PublishingProcess.startBeginning(root, SampleRun.NEW);
    try (BufferedReader says = launcher.inputReader(StandardCharsets.UTF_8)) {
      assertThat(PublishingProcess.said(says), is("begun"));
    } finally {
      PublishingProcess.kill(launcher);
    }
    PublicationLayout layout = SampleRun.layout(root);
    Publication worker = new Publication(new RunFolder(layout, "new"));
    List<String> refusals = new ArrayList<>();
    Publisher.of(
            layout,
            phase -> {
              if (phase == Phase.DEAD_RUNS_GIVEN_UP) {
                refusals.add(
                    PublicationTest.refusal(
                        () -> worker.publish(List.of(), SampleRun.NEW.manifest())));
              }
            })
        .begin("next")
        .close();
    assertThat(refusals, contains(containsString("[MR-O014] run new was given up")));
    assertSeen(SampleRun.EARLIER);
    assertOnlyOutputsLeft(List.of("earlier"));
  }

  @Test
  void aRunInAnotherProcessIsNamedAndItsDeathFreesThePipeline() throws Exception {
    Process other = PublishingProcess.startBeginning(root, SampleRun.EARLIER);
    try (BufferedReader says = other.inputReader(StandardCharsets.UTF_8)) {
      assertThat(PublishingProcess.said(says), is("begun"));
      String refusal =
          PublicationTest.refusal(() -> Publisher.of(SampleRun.layout(root)).begin("next"));
      assertThat(refusal, containsString("[MR-O012] another run of 'retail' is going on"));
      assertThat(refusal, containsString("run earlier, process " + other.pid() + " on "));
      assertThat(refusal, containsString(", since 20"));
    } finally {
      PublishingProcess.kill(other);
    }
    assertThat(SampleRun.runsOnDisk(root), contains("earlier"));

    SampleRun.NEXT.publish(root);
    assertOnlyOutputsLeft(List.of("next"));
  }

  /** Closing any channel to a file gives up the locks of POSIX that its process has on it. */
  @Test
  void aRefusedSecondRunInTheSameProcessDoesNotFreeThePipelineForOthers() throws Exception {
    try (OpenRun here = Publisher.of(SampleRun.layout(root)).begin("earlier")) {
      String refusal =
          PublicationTest.refusal(() -> Publisher.of(SampleRun.layout(root)).begin("next"));
      assertThat(refusal, containsString("process " + ProcessHandle.current().pid() + " on "));

      Process other = PublishingProcess.startBeginning(root, SampleRun.NEW);
      try (BufferedReader says = other.inputReader(StandardCharsets.UTF_8)) {
        assertThat(PublishingProcess.said(says), containsString(PublishingProcess.REFUSED));
      } finally {
        PublishingProcess.kill(other);
      }
      here.publication().publish(List.of(), SampleRun.EARLIER.manifest());
    }
  }
}
