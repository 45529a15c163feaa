package dev.millrace.publish;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.plan.ProblemsException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class PublicationTest {
  private static final String EMPTY_SHA_256 =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  @TempDir Path root;

  static String refusal(Executable action) {
    return String.valueOf(assertThrows(ProblemsException.class, action).getMessage());
  }

  private Publisher publisher() {
    return Publisher.of(SampleRun.layout(root));
  }

  private static StagedPart stage(OpenRun run, String folder, String sortKey, String rows)
      throws IOException {
    try (StagedFile file = run.staging().create(folder, ".csv", sortKey)) {
      file.stream().write(rows.getBytes(StandardCharsets.UTF_8));
      return file.finish();
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Serializable> T travelled(T value) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (T) in.readObject();
    }
  }

  @Test
  void nothingIsToBeSeenBeforeThePublicationAndEverythingAfterIt() throws Exception {
    try (OpenRun run = publisher().begin("new")) {
      List<StagedPart> parts = SampleRun.NEW.stage(root, run);
      assertThat(SampleRun.names(root), contains(".millrace"));
      assertThat(publisher().currentManifest(), is(Optional.empty()));

      Published published = run.publication().publish(parts, SampleRun.NEW.manifest());

      assertThat(SampleRun.found(root), equalTo(SampleRun.NEW.expected()));
      assertThat(publisher().currentManifest(), is(Optional.of(published.manifest())));
      assertThat(Files.readAllBytes(published.manifest()), equalTo(SampleRun.NEW.manifest()));
      assertThat(published.notTidied(), is(empty()));
    }
  }

  @Test
  void aLaterRunReplacesAndNeverAdds() throws Exception {
    SampleRun.EARLIER.publish(root);
    SampleRun.NEXT.publish(root);
    assertThat(SampleRun.found(root), equalTo(SampleRun.NEXT.expected()));
  }

  @Test
  void anOutputWithoutPartsIsAFolderWithAManifestOnly() throws Exception {
    SampleRun.NEXT.publish(root);
    assertThat(SampleRun.names(root.resolve(SampleRun.REJECTED)), contains("_manifest.json"));
  }

  @Test
  void publishingARunAgainChangesNothingEvenWithOtherParts() throws Exception {
    try (OpenRun run = publisher().begin("new")) {
      List<StagedPart> parts = SampleRun.NEW.stage(root, run);
      List<StagedPart> anotherAttempt = SampleRun.NEW.stage(root, run);
      Published first = run.publication().publish(parts, SampleRun.NEW.manifest());
      Published again = run.publication().publish(parts, SampleRun.NEW.manifest());
      Published other = run.publication().publish(anotherAttempt, SampleRun.NEXT.manifest());

      assertThat(again, is(first));
      assertThat(other, is(first));
      assertThat(SampleRun.found(root), equalTo(SampleRun.NEW.expected()));
    }
  }

  @Test
  void aSecondAttemptGoesOnWhereverTheFirstOneFailed() throws Exception {
    for (Phase fails : Phase.values()) {
      Path place = Files.createDirectory(root.resolve(fails.name()));
      SampleRun.EARLIER.publish(place);
      try (OpenRun run = Publisher.of(SampleRun.layout(place)).begin("new")) {
        List<StagedPart> parts = SampleRun.NEW.stage(place, run);
        Publication publication = run.publication();
        if (fails.compareTo(Phase.PARTS_STAGED) >= 0) {
          assertThrows(
              WorkerLost.class,
              () -> publication.publish(parts, SampleRun.NEW.manifest(), loseWorkerAt(fails)));
        }
        publication.publish(parts, SampleRun.NEW.manifest());
      }
      assertThat(SampleRun.found(place), equalTo(SampleRun.NEW.expected()));
      assertThat(SampleRun.names(SampleRun.state(place).resolve("runs/new")), contains("output"));
    }
  }

  private static final class WorkerLost extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static Consumer<Phase> loseWorkerAt(Phase fails) {
    return phase -> {
      if (phase == fails) {
        throw new WorkerLost();
      }
    };
  }

  @Test
  void anAttemptThatIsOvertakenByAnotherOfTheSameRunConfirmsIt() throws Exception {
    for (Phase overtaken :
        List.of(
            Phase.BEFORE_FIRST_PART,
            Phase.BETWEEN_PARTS,
            Phase.OUTPUT_COMPLETE,
            Phase.BEFORE_SWAP)) {
      Path place = Files.createDirectory(root.resolve(overtaken.name()));
      try (OpenRun run = Publisher.of(SampleRun.layout(place)).begin("new")) {
        List<StagedPart> slow = SampleRun.NEW.stage(place, run);
        List<StagedPart> fast = SampleRun.NEW.stage(place, run);
        Publication publication = run.publication();
        publication.publish(
            slow,
            SampleRun.NEW.manifest(),
            phase -> {
              if (phase == overtaken) {
                publishUnchecked(publication, fast);
              }
            });
      }
      assertThat(SampleRun.found(place), equalTo(SampleRun.NEW.expected()));
    }
  }

  private static void publishUnchecked(Publication publication, List<StagedPart> parts) {
    try {
      publication.publish(parts, SampleRun.NEW.manifest());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Test
  void attemptsThatDidNotFinishOrAreNotListedVanish() throws Exception {
    try (OpenRun run = publisher().begin("new")) {
      List<StagedPart> lost = SampleRun.NEW.stage(root, run);
      StagedFile open = run.staging().create(SampleRun.daily(root), ".csv", "shard-0");
      open.stream().write('x');
      List<StagedPart> parts = SampleRun.NEW.stage(root, run);
      assertThat(lost.size(), is(parts.size()));
      run.publication().publish(parts, SampleRun.NEW.manifest());
      open.close();
    }
    assertThat(SampleRun.found(root), equalTo(SampleRun.NEW.expected()));
    assertThat(SampleRun.names(SampleRun.state(root).resolve("runs/new")), contains("output"));
  }

  @Test
  void aFileClosedBeforeItIsFinishedLeavesNothing() throws Exception {
    try (OpenRun run = publisher().begin("new")) {
      try (StagedFile file = run.staging().create(SampleRun.daily(root), ".csv", "")) {
        file.stream().write('x');
        file.stream().write(new byte[10], 2, 3);
        assertThat(file.bytes(), is(4L));
      }
      Path staging = SampleRun.state(root).resolve("runs/new/staging/daily");
      assertThat(SampleRun.names(staging), is(empty()));
    }
  }

  @Test
  void aStagedPartKnowsItsSizeAndItsHash() throws Exception {
    try (OpenRun run = publisher().begin("new")) {
      StagedPart nothing = stage(run, SampleRun.daily(root), "a", "");
      assertThat(nothing.bytes(), is(0L));
      assertThat(nothing.sha256(), is(EMPTY_SHA_256));
      StagedPart abc = stage(run, SampleRun.daily(root), "a", "abc");
      assertThat(abc.bytes(), is(3L));
      assertThat(
          abc.sha256(), is("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
      assertThat(abc.folder(), is("daily"));
    }
  }

  @Test
  void partsAreNumberedBySortKeyThenContentWhateverOrderTheyComeIn() throws Exception {
    try (OpenRun run = publisher().begin("new")) {
      List<StagedPart> parts = new ArrayList<>();
      String daily = SampleRun.daily(root);
      for (int attempt = 0; attempt < 2; attempt++) {
        parts.add(stage(run, daily, "b", "last"));
        parts.add(stage(run, daily, "a", "abc")); // SHA-256 ba78…
        parts.add(stage(run, daily, "a", "")); // SHA-256 e3b0…
      }
      assertThat(
          PublishedPart.arrange(parts.subList(0, 3)).stream()
              .map(part -> part.part().sortKey() + part.part().bytes() + part.name())
              .toList(),
          contains("a3part-00000.csv", "a0part-00001.csv", "b4part-00002.csv"));
      run.publication().publish(List.of(parts.get(5), parts.get(3), parts.get(4)), new byte[0]);
    }
    Map<String, String> expected = new TreeMap<>();
    expected.put("d/_manifest.json", "");
    expected.put("d/part-00000.csv", "abc");
    expected.put("d/part-00001.csv", "");
    expected.put("d/part-00002.csv", "last");
    assertThat(SampleRun.filesIn(root.resolve("daily"), "d"), equalTo(expected));
  }

  @Test
  void aMissingPartStopsThePublicationAndTheEarlierOutputStays() throws Exception {
    assertBroken("is missing", (file, parts) -> Files.delete(file));
  }

  @Test
  void aPartOfAnotherSizeStopsThePublicationAndTheEarlierOutputStays() throws Exception {
    assertBroken("has 1 bytes, not 11", (file, parts) -> Files.writeString(file, "x"));
  }

  @Test
  void aPartListedTwiceStopsThePublicationAndTheEarlierOutputStays() throws Exception {
    assertBroken("is listed twice", (file, parts) -> parts.add(parts.get(0)));
  }

  @Test
  void aPartForAFolderThatIsNotBoundStopsThePublication() throws Exception {
    assertBroken(
        "is for a folder that this run does not publish",
        (file, parts) ->
            parts.add(new StagedPart("../daily", parts.get(0).name(), "", 0, EMPTY_SHA_256)));
  }

  private interface Damage {
    void to(Path firstPart, List<StagedPart> parts) throws IOException;
  }

  private void assertBroken(String message, Damage damage) throws Exception {
    SampleRun.EARLIER.publish(root);
    try (OpenRun run = publisher().begin("new")) {
      List<StagedPart> parts = SampleRun.NEW.stage(root, run);
      StagedPart first = parts.get(0);
      damage.to(
          SampleRun.state(root)
              .resolve("runs/new/staging")
              .resolve(first.folder())
              .resolve(first.name()),
          parts);
      String refusal = refusal(() -> run.publication().publish(parts, SampleRun.NEW.manifest()));
      assertThat(refusal, containsString("[MR-O015]"));
      assertThat(refusal, containsString(message));
    }
    assertThat(SampleRun.found(root), equalTo(SampleRun.EARLIER.expected()));
    assertThat(SampleRun.runsOnDisk(root), contains("earlier"));
  }

  @Test
  void aStagedPartCannotNameAFileElsewhere() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new StagedPart("daily", "../../../secret", "", 0, EMPTY_SHA_256));
  }

  @Test
  void theRunBeforeIsKeptAndOlderOnesAreRemoved() throws Exception {
    for (SampleRun run : SampleRun.all()) {
      run.publish(root);
    }
    assertThat(SampleRun.runsOnDisk(root), contains("new", "next"));
  }

  @Test
  void afterGoingBackByHandTheNextRunKeepsWhatReadersSawAndDropsTheOther() throws Exception {
    SampleRun.EARLIER.publish(root);
    SampleRun.NEW.publish(root);
    Path current = SampleRun.state(root).resolve("current");
    Files.delete(current);
    Files.createSymbolicLink(current, Path.of("runs/earlier/output/"));
    assertThat(SampleRun.found(root), equalTo(SampleRun.EARLIER.expected()));

    SampleRun.NEXT.publish(root);
    assertThat(SampleRun.found(root), equalTo(SampleRun.NEXT.expected()));
    assertThat(SampleRun.runsOnDisk(root), contains("earlier", "next"));
  }

  @Test
  void outputsAreNotRemovedWhileTheUserHasTakenTheCurrentLinkAway() throws Exception {
    SampleRun.EARLIER.publish(root);
    Files.delete(SampleRun.state(root).resolve("current"));
    publisher().begin("new").close();
    assertThat(SampleRun.runsOnDisk(root), contains("earlier"));
  }

  @Test
  void aRunThatIsClosedWithoutPublicationLeavesNothing() throws Exception {
    SampleRun.EARLIER.publish(root);
    try (OpenRun run = publisher().begin("new")) {
      assertThat(SampleRun.NEW.stage(root, run).size(), is(4));
    }
    assertThat(SampleRun.found(root), equalTo(SampleRun.EARLIER.expected()));
    assertThat(SampleRun.runsOnDisk(root), contains("earlier"));
  }

  @Test
  void theRejectsOfTheLastFailedRunAreKeptOnRequestWithoutUnfinishedOnes() throws Exception {
    String rejected = SampleRun.rejected(root);
    for (String id : List.of("first", "second")) {
      try (OpenRun run = publisher().begin(id)) {
        stage(run, rejected, "a", "reject of " + id);
        stage(run, SampleRun.daily(root), "a", "not asked for");
        StagedFile cut = run.staging().create(rejected, ".csv", "b");
        assertThat(run.abandon(Set.of(rejected)), is(true));
        cut.close();
        assertThat(run.abandon(Set.of(rejected)), is(false));
      }
    }
    Path failed = SampleRun.state(root).resolve("failed");
    assertThat(SampleRun.names(failed), contains("second"));
    assertThat(SampleRun.names(failed.resolve("second")), contains("x"));
    Map<String, String> kept =
        SampleRun.filesIn(failed.resolve("second").resolve(SampleRun.REJECTED), "kept");
    assertThat(List.copyOf(kept.values()), contains("reject of second"));
    assertThat(SampleRun.found(root), is(anEmptyMap()));
    assertThat(SampleRun.runsOnDisk(root), is(empty()));
  }

  @Test
  void aRunThatFailsAfterItsPublicationStaysPublished() throws Exception {
    try (OpenRun run = publisher().begin("new")) {
      run.publication().publish(SampleRun.NEW.stage(root, run), SampleRun.NEW.manifest());
      assertThat(run.abandon(Set.of(SampleRun.rejected(root))), is(false));
    }
    assertThat(SampleRun.found(root), equalTo(SampleRun.NEW.expected()));
  }

  @Test
  void aWorkerOfAnAbandonedRunCannotPublishAtAnyPhase() throws Exception {
    for (Phase abandoned :
        List.of(
            Phase.PARTS_STAGED,
            Phase.BEFORE_FIRST_PART,
            Phase.BETWEEN_PARTS,
            Phase.MANIFESTS_WRITTEN,
            Phase.OUTPUT_COMPLETE,
            Phase.BEFORE_SWAP)) {
      Path place = Files.createDirectory(root.resolve(abandoned.name()));
      SampleRun.EARLIER.publish(place);
      OpenRun run = Publisher.of(SampleRun.layout(place)).begin("new");
      List<StagedPart> parts = SampleRun.NEW.stage(place, run);
      Publication zombie = travelled(run.publication());
      String refusal =
          refusal(
              () ->
                  zombie.publish(
                      parts,
                      SampleRun.NEW.manifest(),
                      phase -> {
                        if (phase == abandoned) {
                          closeUnchecked(run);
                          assertThat(publishesNext(place), is(true));
                        }
                      }));
      assertThat(refusal, containsString("[MR-O014] run new was given up"));
      assertThat(SampleRun.found(place), equalTo(SampleRun.NEXT.expected()));
      assertThat(SampleRun.runsOnDisk(place), contains("earlier", "next"));
    }
  }

  private static void closeUnchecked(OpenRun run) {
    try {
      run.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static boolean publishesNext(Path place) {
    try {
      SampleRun.NEXT.publish(place);
      return true;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Test
  void aWorkerOfAnAbandonedRunCannotStage() throws Exception {
    OpenRun run = publisher().begin("new");
    StagingArea zombie = travelled(run.staging());
    run.close();
    assertThat(
        refusal(() -> zombie.create(SampleRun.daily(root), ".csv", "")),
        containsString("[MR-O014]"));
  }

  @Test
  void theIdOfAKeptRunCannotBeUsedAgain() throws Exception {
    SampleRun.EARLIER.publish(root);
    assertThat(refusal(() -> publisher().begin("earlier")), containsString("[MR-O013]"));
    SampleRun.NEXT.publish(root);
  }

  @Test
  void idsAndExtensionsThatCouldLeaveTheFolderAreRefused() throws Exception {
    assertThrows(IllegalArgumentException.class, () -> publisher().begin("../x"));
    assertThrows(IllegalArgumentException.class, () -> publisher().begin(".."));
    assertThrows(
        IllegalArgumentException.class, () -> PublicationLayout.of("a/b", List.of("out/daily")));
    try (OpenRun run = publisher().begin("new")) {
      StagingArea staging = run.staging();
      assertThrows(
          IllegalArgumentException.class,
          () -> staging.create(SampleRun.daily(root), "/../../x", ""));
      assertThrows(
          IllegalArgumentException.class, () -> staging.create(root + "/other", ".csv", ""));
    }
  }

  @Test
  void foldersThatARunNoLongerBindsStayWithTheRunThatWroteThem() throws Exception {
    SampleRun.EARLIER.publish(root);
    PublicationLayout fewer =
        PublicationLayout.of("retail", List.of(SampleRun.rejected(root))).under(root.toString());
    for (String id : List.of("one", "two", "three")) {
      try (OpenRun run = Publisher.of(fewer).begin(id)) {
        run.publication().publish(List.of(), id.getBytes(StandardCharsets.UTF_8));
      }
    }
    Map<String, String> expected = new TreeMap<>(SampleRun.EARLIER.expected());
    expected.keySet().removeIf(name -> name.startsWith("x/"));
    expected.put("x/rejected/_manifest.json", "three");
    assertThat(SampleRun.found(root), equalTo(expected));
  }

  @Test
  void aFolderWhoseLinkWasDeletedIsNotTakenAlong() throws Exception {
    SampleRun.EARLIER.publish(root);
    Files.delete(root.resolve("daily"));
    PublicationLayout fewer =
        PublicationLayout.of("retail", List.of(SampleRun.rejected(root))).under(root.toString());
    try (OpenRun run = Publisher.of(fewer).begin("new")) {
      run.publication().publish(List.of(), new byte[0]);
    }
    assertThat(SampleRun.names(SampleRun.state(root).resolve("current/data")), contains("x"));
  }

  @Test
  void anEmptyFolderIsReplacedAndAFullOneThatAppearsMeanwhileIsNot() throws Exception {
    Files.createDirectory(root.resolve("daily"));
    SampleRun.EARLIER.publish(root);
    assertThat(Files.isSymbolicLink(root.resolve("daily")), is(true));

    try (OpenRun run = publisher().begin("new")) {
      Files.delete(root.resolve("daily"));
      Files.createDirectory(root.resolve("daily"));
      Path precious = Files.writeString(root.resolve("daily/precious"), "mine");
      List<StagedPart> parts = SampleRun.NEW.stage(root, run);
      assertThat(
          refusal(() -> run.publication().publish(parts, new byte[0])),
          containsString("[MR-O005]"));
      assertThat(Files.readString(precious), is("mine"));
    }
  }

  @Test
  void deletionTakesLinksAndNotWhatTheyLeadTo() throws Exception {
    Path precious = Files.createDirectory(root.resolve("precious"));
    Files.writeString(precious.resolve("file"), "mine");
    SampleRun.EARLIER.publish(root);
    Path runs = SampleRun.state(root).resolve("runs");
    Files.createSymbolicLink(runs.resolve("earlier/data-of-mine"), precious);
    Files.createSymbolicLink(runs.resolve("earlier/output/data/daily/link"), precious);
    Files.createSymbolicLink(runs.resolve("linked-run"), precious);
    Files.createSymbolicLink(
        Files.createDirectories(SampleRun.state(root).resolve("trash")).resolve("x"), precious);
    SampleRun.NEW.publish(root);
    SampleRun.NEXT.publish(root);

    assertThat(Files.readString(precious.resolve("file")), is("mine"));
    assertThat(SampleRun.runsOnDisk(root), contains("linked-run", "new", "next"));
  }

  @Test
  void aCurrentLinkThatMillraceDidNotMakeIsAProblem() throws Exception {
    SampleRun.EARLIER.publish(root);
    Path current = SampleRun.state(root).resolve("current");
    for (String elsewhere : List.of("runs/..", "runs/earlier", "/", "a/b/c")) {
      Files.delete(current);
      Files.createSymbolicLink(current, Path.of(elsewhere));
      assertThat(refusal(() -> publisher().begin("new")), containsString("[MR-O016]"));
    }
    Files.delete(current);
    Files.createDirectory(current);
    assertThat(refusal(() -> publisher().begin("new")), containsString("[MR-O016]"));
    assertThat(SampleRun.runsOnDisk(root), contains("earlier"));
  }

  @Test
  void whatCannotBeTidiedIsToldAndTheOutputIsPublished() throws Exception {
    Path trash = SampleRun.state(root).resolve("trash");
    try (OpenRun run = publisher().begin("new")) {
      Published published =
          run.publication()
              .publish(
                  SampleRun.NEW.stage(root, run),
                  SampleRun.NEW.manifest(),
                  phase -> {
                    if (phase == Phase.AFTER_SWAP) {
                      assertThat(blocked(trash), is(true));
                    }
                  });
      assertThat(published.notTidied().size(), is(1));
      assertThat(published.notTidied().get(0).toString(), startsWith("[MR-O017] run new is"));
      assertThat(SampleRun.found(root), equalTo(SampleRun.NEW.expected()));
    }
  }

  private static boolean blocked(Path trash) {
    try {
      return Files.exists(Files.writeString(trash, "in the way"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
