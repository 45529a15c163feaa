package dev.millrace.publish;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import dev.millrace.servers.Waiting;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class UnitPublicationTest {
  static final SampleUnit FIRST = new SampleUnit("20110104T080000Z", 1, 1);
  static final SampleUnit SECOND = new SampleUnit("20110104T090000Z", 1, 0);
  static final SampleUnit THIRD = new SampleUnit("20110104T100000Z", 1, 2);

  @TempDir Path root;

  @Test
  void readersSeeTheEarlierRunUntilTheFirstUnitAndThenEveryUnitOfThisRun() throws Exception {
    SampleRun.EARLIER.publish(root);
    try (OpenRun run = Publisher.of(SampleRun.layout(root)).begin("new")) {
      assertThat(SampleRun.found(root), equalTo(SampleRun.EARLIER.expected()));
      List<SampleUnit> published = new ArrayList<>();
      for (SampleUnit unit : List.of(FIRST, SECOND, THIRD)) {
        unit.publish(root, run, phase -> {});
        published.add(unit);
        assertThat(SampleUnit.found(root), equalTo(SampleUnit.expected(published)));
      }
      UnitPublication publication = run.unitPublication();
      assertThat(publication.unitManifest(SECOND.name()).orElseThrow(), is(SECOND.manifest()));
      assertThat(publication.unitManifest("another").isEmpty(), is(true));
    }
    assertThat(SampleUnit.found(root), equalTo(SampleUnit.expected(List.of(FIRST, SECOND, THIRD))));

    SampleRun.NEXT.publish(root);
    assertThat(SampleRun.found(root), equalTo(SampleRun.NEXT.expected()));
    assertThat(SampleRun.runsOnDisk(root), equalTo(List.of("new", "next")));
  }

  @Test
  void aUnitThatIsMadeAgainTakesThePlaceOfItself() throws Exception {
    SampleUnit again = new SampleUnit(FIRST.name(), 2, 0);
    try (OpenRun run = Publisher.of(SampleRun.layout(root)).begin("new")) {
      FIRST.publish(root, run, phase -> {});
      SECOND.publish(root, run, phase -> {});
      again.publish(root, run, phase -> {});
    }
    assertThat(SampleUnit.found(root), equalTo(SampleUnit.expected(List.of(again, SECOND))));
  }

  @Test
  void partsThatWerePublishedCanBePublishedAgain() throws Exception {
    try (OpenRun run = Publisher.of(SampleRun.layout(root)).begin("new")) {
      List<StagedPart> parts = FIRST.stage(root, run);
      FIRST.publish(run.unitPublication(), parts, phase -> {});
      FIRST.publish(run.unitPublication(), parts, phase -> {});
    }
    assertThat(SampleUnit.found(root), equalTo(SampleUnit.expected(List.of(FIRST))));
  }

  @Test
  void onlyTheGenerationBeforeIsKept() throws Exception {
    try (OpenRun run = Publisher.of(SampleRun.layout(root)).begin("new")) {
      for (int attempt = 1; attempt <= 30; attempt++) {
        new SampleUnit("u" + attempt % 3, attempt, 1).publish(root, run, phase -> {});
      }
    }
    Path run = SampleRun.state(root).resolve("runs/new");
    assertThat(SampleRun.names(run.resolve("generations")), hasSize(2));
    assertThat(SampleRun.names(run.resolve("units")).size(), lessThanOrEqualTo(4));
  }

  @Test
  void attemptsAtTheSameTimeLoseNoUnit() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (OpenRun run = Publisher.of(SampleRun.layout(root)).begin("new")) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        SampleUnit unit = new SampleUnit("u" + i, 1, 1);
        all.add(
            threads.submit(
                () -> {
                  unit.publish(root, run, phase -> {});
                  return null;
                }));
      }
      for (Future<?> each : all) {
        Object unused = Waiting.patiently().result(each, () -> "a unit is not published");
      }
      String units =
          new String(run.unitPublication().rootManifest().orElseThrow(), StandardCharsets.UTF_8);
      assertThat(units.split(" ", -1).length, is(12));
    } finally {
      threads.shutdown();
    }
    assertThat(SampleRun.names(root.resolve("daily")), hasSize(13));
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"BEGIN_SWEEPING", "DEAD_RUNS_GIVEN_UP"})
  void aKilledPublicationShowsTheUnitInAllFoldersOrInNoneAndCanBeTriedAgain(Phase dies)
      throws Exception {
    assertThat(
        PublishingProcess.exitOfPublishingUnits(root, List.of(FIRST, THIRD), dies),
        is(PublishingProcess.SIGKILLED));

    boolean committed = dies.compareTo(Phase.AFTER_SWAP) >= 0;
    List<SampleUnit> seen = committed ? List.of(FIRST, THIRD) : List.of(FIRST);
    assertThat(SampleUnit.found(root), equalTo(SampleUnit.expected(seen)));

    // Another worker of the same run tries again, with the parts that were staged before.
    RunFolder folder = new RunFolder(SampleRun.layout(root), "new");
    SampleUnit again = new SampleUnit(THIRD.name(), 2, 1);
    again.publish(
        new UnitPublication(folder), again.stage(root, new StagingArea(folder)), phase -> {});
    assertThat(SampleUnit.found(root), equalTo(SampleUnit.expected(List.of(FIRST, again))));

    SampleRun.NEXT.publish(root);
    assertThat(SampleRun.found(root), equalTo(SampleRun.NEXT.expected()));
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"BEGIN_SWEEPING", "DEAD_RUNS_GIVEN_UP"})
  void aKilledFirstUnitShowsTheEarlierRunOrTheUnitAndTheNextRunIsCorrect(Phase dies)
      throws Exception {
    SampleRun.EARLIER.publish(root);
    assertThat(
        PublishingProcess.exitOfPublishingUnits(root, List.of(FIRST), dies),
        is(PublishingProcess.SIGKILLED));

    boolean committed = dies.compareTo(Phase.AFTER_SWAP) >= 0;
    assertThat(
        SampleUnit.found(root),
        equalTo(committed ? SampleUnit.expected(List.of(FIRST)) : SampleRun.EARLIER.expected()));

    SampleRun.NEXT.publish(root);
    assertThat(SampleRun.found(root), equalTo(SampleRun.NEXT.expected()));
    assertThat(
        SampleRun.runsOnDisk(root),
        equalTo(committed ? List.of("new", "next") : List.of("earlier", "next")));
  }

  @Test
  void aRunThatWasGivenUpBeforeItsFirstUnitIsNeverPublished() throws Exception {
    UnitPublication worker;
    try (OpenRun run = Publisher.of(SampleRun.layout(root)).begin("new")) {
      worker = run.unitPublication();
    }
    String refusal = PublicationTest.refusal(() -> FIRST.publish(worker, List.of(), phase -> {}));
    assertThat(refusal, containsString("[MR-O014] run new was given up"));
    assertThat(SampleUnit.found(root), anEmptyMap());
  }
}
