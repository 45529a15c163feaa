package dev.millrace.publish;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.millrace.servers.Waiting;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What units leave on disk: beside other runs, without rows, and when there are many of them. */
class UnitsOnDiskTest {
  private static final SampleUnit FIRST = UnitPublicationTest.FIRST;
  private static final SampleUnit SECOND = UnitPublicationTest.SECOND;
  private static final SampleUnit THIRD = UnitPublicationTest.THIRD;

  @TempDir Path root;

  @Test
  void aUnitWithoutRowsIsInTheManifestsAndInNoFolder() throws Exception {
    SampleUnit nothing = new SampleUnit("20110104T110000Z", 1, 0);
    try (OpenRun run = begin("new")) {
      FIRST.publish(root, run, phase -> {});
      UnitPublication publication = run.unitPublication();
      nothing.publish(publication, List.of(), phase -> {});

      assertThat(publication.unitManifest(nothing.name()).orElseThrow(), is(nothing.manifest()));
    }
    String units = FIRST.name() + " " + nothing.name();
    Map<String, String> expected = new TreeMap<>(SampleUnit.expected(List.of(FIRST)));
    expected.put("daily/_manifest.json", units);
    expected.put("x/rejected/_manifest.json", units);
    assertThat(SampleUnit.found(root), equalTo(expected));
  }

  @Test
  void aStreamOfNothingButAnEmptyUnitReplacesTheEarlierRun() throws Exception {
    SampleRun.EARLIER.publish(root);
    try (OpenRun run = begin("new")) {
      FIRST.publish(run.unitPublication(), List.of(), phase -> {});
    }
    assertThat(
        SampleUnit.found(root),
        equalTo(
            Map.of(
                "daily/_manifest.json", FIRST.name(), "x/rejected/_manifest.json", FIRST.name())));
  }

  @Test
  void ofTwoHundredUnitsEveryPartIsLinkedOnce() throws Exception {
    List<SampleUnit> units =
        IntStream.range(0, 200)
            .mapToObj(i -> new SampleUnit(String.format("u%03d", i), 1, i % 3))
            .toList();
    try (OpenRun run = begin("new")) {
      for (SampleUnit unit : units) {
        unit.publish(root, run, phase -> {});
      }
      assertThat(SampleUnit.found(root), equalTo(SampleUnit.expected(units)));
      Path part = root.resolve("daily/u000/part-00000.csv");
      assertThat("staged and published", Files.getAttribute(part, "unix:nlink"), is(2));
    }
    assertThat(SampleRun.names(runFolder("new").resolve("generations")), hasSize(2));
    assertThat(SampleRun.names(runFolder("new").resolve("units")), hasSize(200));
  }

  @Test
  void theFilesOfAUnitThatWasReplacedStayForOneMoreGeneration() throws Exception {
    try (OpenRun run = begin("new")) {
      FIRST.publish(root, run, phase -> {});
      Path part = root.resolve("daily").resolve(FIRST.name()).resolve("part-00000.csv");
      Path resolved = part.toRealPath();

      new SampleUnit(FIRST.name(), 2, 0).publish(root, run, phase -> {});
      assertThat(Files.exists(resolved), is(true));
      assertThat(part.toRealPath(), is(not(resolved)));

      SECOND.publish(root, run, phase -> {});
      assertThat(Files.exists(resolved), is(false));
    }
  }

  @Test
  void aSecondStreamReplacesAllUnitsOfTheFirstAtItsFirstUnit() throws Exception {
    SampleRun.OLDEST.publish(root);
    try (OpenRun run = begin("first")) {
      FIRST.publish(root, run, phase -> {});
      SECOND.publish(root, run, phase -> {});
    }
    Path before = root.resolve(SampleRun.DAILY).toRealPath();
    try (OpenRun run = begin("second")) {
      assertThat(SampleUnit.found(root), equalTo(SampleUnit.expected(List.of(FIRST, SECOND))));
      THIRD.publish(root, run, phase -> {});
      assertThat(SampleUnit.found(root), equalTo(SampleUnit.expected(List.of(THIRD))));
      assertThat(SampleRun.runsOnDisk(root), equalTo(List.of("first", "second")));
      assertThat(
          Files.readString(before.resolve(FIRST.name()).resolve("part-00000.csv")),
          containsString(FIRST.name()));
    }
  }

  @Test
  void aRunThatEndedLeavesNoStagedFiles() throws Exception {
    try (OpenRun run = begin("new")) {
      FIRST.publish(root, run, phase -> {});
      SECOND.stage(root, run);
      assertThat(Files.isDirectory(runFolder("new").resolve("staging")), is(true));
    }
    assertThat(
        SampleRun.names(runFolder("new")), equalTo(List.of("generations", "output", "units")));
    assertThat(SampleRun.names(SampleRun.state(root).resolve("trash")), is(empty()));
  }

  @Test
  void aRunWithFewerFoldersTakesAlongTheUnitsOfTheOthers() throws Exception {
    try (OpenRun run = begin("new")) {
      FIRST.publish(root, run, phase -> {});
      THIRD.publish(root, run, phase -> {});
    }
    Map<String, String> rejected = rejectedOnly(SampleUnit.found(root));

    publishDailyBatch("batch");
    assertThat(rejectedOnly(SampleUnit.found(root)), equalTo(rejected));
    publishDailyStream("stream");
    assertThat(rejectedOnly(SampleUnit.found(root)), equalTo(rejected));
    publishDailyBatch("another");

    assertThat(SampleRun.runsOnDisk(root), equalTo(List.of("another", "stream")));
    assertThat(rejectedOnly(SampleUnit.found(root)), equalTo(rejected));
    assertThat(rejected.size(), is(6));
  }

  private void publishDailyBatch(String id) throws Exception {
    try (OpenRun run = Publisher.of(dailyOnly()).begin(id)) {
      run.publication().publish(List.of(), FIRST.manifest());
    }
  }

  private void publishDailyStream(String id) throws Exception {
    try (OpenRun run = Publisher.of(dailyOnly()).begin(id)) {
      SECOND.publish(root, run, phase -> {});
      new SampleUnit(FIRST.name(), 1, 0).publish(root, run, phase -> {});
    }
  }

  private PublicationLayout dailyOnly() {
    return PublicationLayout.of("retail", List.of(SampleRun.daily(root))).under(root.toString());
  }

  private static Map<String, String> rejectedOnly(Map<String, String> files) {
    Map<String, String> rejected = new TreeMap<>(files);
    rejected.keySet().removeIf(name -> !name.startsWith(SampleRun.REJECTED));
    return rejected;
  }

  @Test
  void whatCannotBeRemovedIsToldAndTheUnitIsPublishedAllTheSame() throws Exception {
    try (OpenRun run = begin("new")) {
      FIRST.publish(root, run, phase -> {});
      SECOND.publish(root, run, phase -> {});
      Path trash = SampleRun.state(root).resolve("trash");
      Disk.delete(trash);
      Files.writeString(trash, "not a folder");

      Published published = THIRD.publish(root, run, phase -> {});

      Files.delete(trash);
      assertThat(published.run(), is("new"));
      assertThat(published.notTidied(), hasSize(1));
      assertThat(published.notTidied().get(0).code().code(), is("MR-O017"));
      assertThat(
          SampleUnit.found(root), equalTo(SampleUnit.expected(List.of(FIRST, SECOND, THIRD))));
    }
  }

  @Test
  void aWorkerThatOutlivesItsLauncherAddsNoUnitsOnceAnotherRunBegins() throws Exception {
    Process launcher = PublishingProcess.startPublishingUnits(root, List.of(FIRST));
    try (BufferedReader says = launcher.inputReader(StandardCharsets.UTF_8)) {
      assertThat(PublishingProcess.said(says), is("published"));
    } finally {
      PublishingProcess.kill(launcher);
    }
    UnitPublication worker =
        new UnitPublication(new RunFolder(SampleRun.layout(root), SampleRun.NEW.id()));
    SECOND.publish(worker, List.of(), phase -> {});
    Map<String, String> seen = SampleUnit.found(root);
    try (OpenRun next = begin("next")) {
      String refusal = PublicationTest.refusal(() -> THIRD.publish(worker, List.of(), phase -> {}));
      assertThat(refusal, containsString("[MR-O014] run new has ended"));
      assertThat(SampleUnit.found(root), equalTo(seen));

      FIRST.publish(root, next, phase -> {});
      assertThat(
          PublicationTest.refusal(() -> THIRD.publish(worker, List.of(), phase -> {})),
          containsString("[MR-O014]"));
      assertThat(SampleUnit.found(root), equalTo(SampleUnit.expected(List.of(FIRST))));
    }
  }

  /** The next run waits for a unit that is just being published; after that there is none. */
  @Test
  void aUnitThatIsBeingPublishedWhenTheRunEndsIsPublishedWhole() throws Exception {
    List<Thread> ending = new ArrayList<>();
    OpenRun run = begin("new");
    FIRST.publish(root, run, phase -> {});
    THIRD.publish(
        root,
        run,
        phase -> {
          if (phase == Phase.BETWEEN_PARTS && ending.isEmpty()) {
            Thread closes = new Thread(() -> closeUnchecked(run));
            ending.add(closes);
            closes.start();
            Waiting.patiently()
                .until(
                    () -> !closes.isAlive() || closes.getState() == Thread.State.BLOCKED,
                    () -> "the thread that ends the run is " + closes.getState());
          }
        });
    Waiting.patiently().until(() -> !ending.get(0).isAlive(), () -> "the run does not end");
    assertThat(SampleUnit.found(root), equalTo(SampleUnit.expected(List.of(FIRST, THIRD))));
  }

  private static void closeUnchecked(OpenRun run) {
    try {
      run.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private OpenRun begin(String run) throws Exception {
    return Publisher.of(SampleRun.layout(root)).begin(run);
  }

  private Path runFolder(String run) {
    Path folder = SampleRun.state(root).resolve("runs").resolve(run);
    assertThat(Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS), is(true));
    return folder;
  }
}
