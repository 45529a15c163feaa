package dev.millrace.publish;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.plan.ProblemsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that their launchers leave to somebody else. */
class HandedOverTest {
  private static final SampleUnit FIRST = UnitPublicationTest.FIRST;
  private static final SampleUnit SECOND = UnitPublicationTest.SECOND;

  @TempDir Path root;

  /** Everybody's jobs are in one state. */
  private record Known(State state) implements Elsewhere {
    @Override
    public State state(String job) {
      return state;
    }

    @Override
    public String describe(String job) {
      return "the job '" + job + "'";
    }
  }

  private Publisher publisher(Elsewhere.State state) {
    return Publisher.of(SampleRun.layout(root), new Known(state));
  }

  private UnitPublication leaveAStream() throws Exception {
    OpenRun run = publisher(Elsewhere.State.OVER).begin("left");
    run.handOver("j1");
    FIRST.publish(root, run, phase -> {});
    run.leave();
    return run.unitPublication();
  }

  @Test
  void aRunThatWasLeftGoesOnPublishingWithoutItsLauncher() throws Exception {
    UnitPublication left = leaveAStream();
    SECOND.publish(left, List.of(), phase -> {});
    assertThat(left.unitManifest(SECOND.name()).isPresent(), is(true));
  }

  @Test
  void noOtherRunBeginsWhileItGoesOn() throws Exception {
    leaveAStream();
    for (Elsewhere.State state : List.of(Elsewhere.State.GOING_ON, Elsewhere.State.UNKNOWN)) {
      ProblemsException refused =
          assertThrows(ProblemsException.class, () -> publisher(state).begin("next"));
      assertThat(refused.getMessage(), containsString("the job 'j1'"));
      assertThat(
          refused.problems().get(0).code(),
          is(
              state == Elsewhere.State.GOING_ON
                  ? PublishCode.RUN_GOING_ON
                  : PublishCode.RUN_UNKNOWN));
    }
    assertThat(
        assertThrows(
                ProblemsException.class, () -> Publisher.of(SampleRun.layout(root)).begin("next"))
            .problems()
            .get(0)
            .code(),
        is(PublishCode.RUN_UNKNOWN));
  }

  @Test
  void whenItIsOverAnotherRunBeginsAndItTakesNoMoreUnits() throws Exception {
    UnitPublication left = leaveAStream();
    try (OpenRun next = publisher(Elsewhere.State.OVER).begin("next")) {
      assertThat(next.run(), is("next"));
      assertThrows(ProblemsException.class, () -> SECOND.publish(left, List.of(), phase -> {}));
    }
    assertThat(SampleUnit.found(root), equalTo(SampleUnit.expected(List.of(FIRST))));
  }

  @Test
  void aRunThatStoppedGoesOnUnderItsIdWithWhatItPublishedAndStaged() throws Exception {
    leaveAStream();
    assertThrows(ProblemsException.class, () -> publisher(Elsewhere.State.GOING_ON).resume());
    OpenRun again = publisher(Elsewhere.State.OVER).resume();
    assertThat(again.run(), is("left"));
    assertThat(again.handedOver(), is("j1"));
    again.handOver("j2");
    again.leave();
    SECOND.publish(root, again, phase -> {});
    assertThat(SampleUnit.found(root), equalTo(SampleUnit.expected(List.of(FIRST, SECOND))));
  }

  @Test
  void withoutARunThatWasLeftThereIsNothingToGoOnWith() throws Exception {
    assertNothingToResume();
    SampleRun.EARLIER.publish(root);
    assertNothingToResume();
    leaveAStream();
    publisher(Elsewhere.State.OVER).begin("next").close();
    assertNothingToResume();
  }

  private void assertNothingToResume() {
    ProblemsException refused =
        assertThrows(ProblemsException.class, () -> publisher(Elsewhere.State.OVER).resume());
    assertThat(refused.problems().get(0).code(), is(PublishCode.NOTHING_TO_RESUME));
  }

  @Test
  void aFolderMoreThatMovesTheRootDoesNotHideTheRunThatGoesOn() throws Exception {
    String daily = root.resolve("live/daily").toString();
    String more = root.resolve("more").toString();
    Publisher first =
        Publisher.of(
            PublicationLayout.of("retail", List.of(daily)), new Known(Elsewhere.State.OVER));
    OpenRun left = first.begin("left");
    left.handOver("j1");
    left.leave();
    PublicationLayout both = PublicationLayout.of("retail", List.of(daily, more));

    ProblemsException refused =
        assertThrows(
            ProblemsException.class,
            () -> Publisher.of(both, new Known(Elsewhere.State.GOING_ON)).begin("next"));

    assertThat(refused.problems().get(0).code(), is(PublishCode.RUN_GOING_ON));
    assertThat(refused.getMessage(), containsString("the job 'j1'"));
    Publisher.of(PublicationLayout.of("retail", List.of(more)), new Known(Elsewhere.State.GOING_ON))
        .begin("others")
        .close();
    assertThrows(
        ProblemsException.class,
        () -> Publisher.of(both, new Known(Elsewhere.State.GOING_ON)).resume());
    Publisher.of(both, new Known(Elsewhere.State.OVER)).begin("next").close();
    // Nobody is asked about it again.
    Publisher.of(both, new Known(Elsewhere.State.UNKNOWN)).begin("one-more").close();
  }

  @Test
  void whatSomebodyElseHasInAFolderAboveIsNoRun() throws Exception {
    Files.writeString(root.resolve(".millrace"), "a file");
    Publisher.of(SampleRun.layout(root.resolve("below")), new Known(Elsewhere.State.UNKNOWN))
        .begin("next")
        .close();
  }

  @Test
  void aRunThatIsTakenBackLeavesNothing() throws Exception {
    try (OpenRun run = publisher(Elsewhere.State.OVER).begin("refused")) {
      run.handOver("j1");
      run.takeBack();
    }
    assertThat(Files.exists(root.resolve(".millrace/retail/runs/refused")), is(false));
    publisher(Elsewhere.State.UNKNOWN).begin("next").close();
  }
}
