package dev.millrace.publish;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.millrace.plan.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayoutCheckTest {
  @TempDir Path dir;

  private PublicationLayout layout(String... folders) {
    return PublicationLayout.of("retail", at(folders));
  }

  private List<String> at(String... folders) {
    return Stream.of(folders).map(folder -> dir + "/" + folder).toList();
  }

  private static List<String> codes(PublicationLayout layout) {
    return layout.check().stream().map(problem -> problem.code().code()).toList();
  }

  private static String only(PublicationLayout layout) {
    List<Problem> problems = layout.check();
    assertThat(problems.toString(), problems.size(), is(1));
    return problems.get(0).toString();
  }

  @Test
  void theRootIsTheParentOfOneFolderAndTheDeepestCommonParentOfSeveral() {
    assertThat(layout("out/daily").root(), is(dir.resolve("out")));
    assertThat(layout("out/daily", "out/x/daily").root(), is(dir.resolve("out")));
    assertThat(layout("out/daily", "out/daily-csv").root(), is(dir.resolve("out")));
    assertThat(layout("a/daily", "b/rejected", "a/c/d").root(), is(dir));
    assertThat(codes(layout("a/daily", "b/rejected", "a/c/d")), is(empty()));
  }

  @Test
  void keysArePathsBelowTheRootWithDotsResolved() {
    PublicationLayout layout = layout("out/./x/../daily", "out/x/rejected/");
    assertThat(layout.keys(), contains("daily", "x/rejected"));
    assertThat(layout.key(dir + "/out/./x/../daily"), is("daily"));
  }

  @Test
  void relativeFoldersAreTakenFromTheWorkingDirectory() {
    Path here = Path.of("").toAbsolutePath();
    assertThat(PublicationLayout.of("retail", List.of("o/daily")).root(), is(here.resolve("o")));
    assertThat(PublicationLayout.of("retail", List.of("daily")).root(), is(here));
  }

  @Test
  void oneFolderBoundTwiceIsAProblemHoweverItIsSpelled() {
    assertThat(codes(layout("daily", "x/../daily")), contains("MR-O001"));
    assertThat(only(layout("daily", "daily")), containsString("two bindings write to this folder"));
  }

  @Test
  void aFolderInsideAnotherIsAProblemInEitherOrder() {
    assertThat(codes(layout("out/daily", "out/daily/uk")), contains("MR-O002"));
    assertThat(codes(layout("out/daily/uk", "out/daily")), contains("MR-O002"));
  }

  @Test
  void theRootOfAFileSystemIsNotWrittenTo() {
    assertThat(
        only(PublicationLayout.of("retail", List.of("/a/daily", "/b/daily"))),
        containsString("[MR-O003] the folders [/a/daily, /b/daily] have no common parent but /."));
    assertThat(codes(PublicationLayout.of("retail", List.of("/daily"))), contains("MR-O003"));
    assertThat(codes(PublicationLayout.of("retail", List.of("/"))), contains("MR-O003"));
    assertThat(codes(layout("daily").under("/")), contains("MR-O003"));
  }

  @Test
  void foldersStayBelowTheRootAndOutOfMillracesOwnFolder() {
    String root = dir + "/out";
    assertThat(codes(layout("out/../daily").under(root)), contains("MR-O004"));
    assertThat(codes(layout("out").under(root)), contains("MR-O004"));
    assertThat(codes(layout("outer/daily").under(root)), contains("MR-O004"));
    assertThat(codes(layout("out/.millrace/retail/runs").under(root)), contains("MR-O004"));
    assertThat(codes(layout("out/daily").under(root)), is(empty()));
  }

  @Test
  void aFileOrAFullFolderIsLeftAloneAndAnEmptyOneMayBeReplaced() throws IOException {
    Files.writeString(dir.resolve("file"), "mine");
    Files.createDirectory(dir.resolve("full"));
    Files.writeString(dir.resolve("full/file"), "mine");
    Files.createDirectory(dir.resolve("empty"));
    assertThat(codes(layout("file", "full", "empty")), contains("MR-O005", "MR-O005"));
  }

  @Test
  void aLinkOfTheUsersIsLeftAlone() throws IOException {
    Files.createSymbolicLink(dir.resolve("daily"), Path.of("elsewhere"));
    Files.createSymbolicLink(dir.resolve("absolute"), Path.of("/tmp"));
    assertThat(codes(layout("daily", "absolute")), contains("MR-O006", "MR-O006"));
  }

  @Test
  void anOutputOfAnotherPipelineIsLeftAlone() throws IOException {
    publishDaily(PublicationLayout.of("billing", at("daily")));
    assertThat(
        only(layout("daily")),
        containsString("[MR-O007] folder '" + dir + "/daily': " + dir + "/daily is an output of"));
    assertThat(codes(layout("rejected")), is(empty()));
  }

  @Test
  void anOutputUnderAnotherRootIsAProblemThatSaysSo() throws IOException {
    publishDaily(layout("out/daily"));
    assertThat(codes(layout("out/daily", "out/x/rejected")), is(empty()));
    assertThat(
        only(layout("out/daily", "labels/rejected")),
        containsString("was published under another root: it leads to " + dir + "/out/.millrace"));
  }

  private void publishDaily(PublicationLayout layout) throws IOException {
    try (OpenRun run = Publisher.of(layout).begin("run-1")) {
      run.publication().publish(List.of(), new byte[0]);
    }
  }

  @Test
  void aFolderBehindALinkOrAFileIsAProblem() throws IOException {
    Files.createDirectory(dir.resolve("real"));
    Files.createSymbolicLink(dir.resolve("link"), Path.of("real"));
    Files.writeString(dir.resolve("file"), "mine");
    assertThat(
        codes(layout("link/daily", "file/daily", "real/daily")),
        containsInAnyOrder("MR-O009", "MR-O009"));
  }

  @Test
  void aFolderInsideAPublishedOneIsAProblem() throws IOException {
    publishDaily(layout("daily"));
    assertThat(codes(layout("daily/uk").under(dir.toString())), contains("MR-O009"));
  }

  @Test
  void aRootThatIsAFileIsAProblem() throws IOException {
    Files.writeString(dir.resolve("file"), "mine");
    assertThat(codes(layout("file/daily")), contains("MR-O010"));
    assertThat(codes(layout("file/x/daily")), contains("MR-O010"));
  }

  @Test
  void aRootThatIsALinkToAFolderIsFine() throws IOException {
    Files.createDirectory(dir.resolve("real"));
    Files.createSymbolicLink(dir.resolve("link"), Path.of("real"));
    publishDaily(layout("link/daily"));
    assertThat(SampleRun.names(dir.resolve("real/daily")), contains("_manifest.json"));
  }

  @Test
  void millracesOwnFoldersMustNotBeLinks() throws IOException {
    for (String own : List.of(".millrace", ".millrace/retail", ".millrace/retail/runs")) {
      Path root = Files.createTempDirectory(dir, "root");
      Files.createDirectory(root.resolve("elsewhere"));
      Files.createDirectories(root.resolve(own).getParent());
      Files.createSymbolicLink(root.resolve(own), root.resolve("elsewhere"));
      assertThat(
          codes(PublicationLayout.of("retail", List.of(root + "/daily"))), contains("MR-O016"));
    }
  }

  @Test
  void allProblemsAreToldAtOnce() throws IOException {
    Files.writeString(dir.resolve("file"), "mine");
    assertThat(
        codes(layout("file", "daily", "daily", "daily/uk")),
        containsInAnyOrder("MR-O005", "MR-O001", "MR-O002", "MR-O002"));
  }

  @Test
  void everyCodeIsExplained() throws IOException {
    String page = errorPages();
    for (PublishCode code : PublishCode.values()) {
      assertThat(page, containsString(code.code()));
    }
  }

  private static String errorPages() throws IOException {
    Path docs = Path.of("").toAbsolutePath().resolve("../docs").normalize();
    try (Stream<Path> all = Files.walk(docs)) {
      StringBuilder text = new StringBuilder();
      for (Path page : all.filter(path -> path.toString().contains("errors")).toList()) {
        if (Files.isRegularFile(page)) {
          text.append(Files.readString(page));
        }
      }
      return text.toString();
    }
  }
}
