package dev.millrace.connect.files.binding;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A path that was bound in one process, and is read in another. */
class BoundPathTest {
  @TempDir Path launched;

  private Path file;

  @BeforeEach
  void aFileWhereTheRunWasLaunched() throws IOException {
    Files.createDirectories(launched.resolve("in"));
    file = Files.writeString(launched.resolve("in/a.csv"), "a");
  }

  private BoundPath bound(String path) {
    return new BoundPath(path, List.of(".csv"), false, launched.toString());
  }

  @Test
  void aRelativePathStartsWhereItWasBoundAndItsFilesAreNamedByIt() throws IOException {
    for (String path : List.of("in", "in/a.csv", "in/*.csv", "i*/a.csv")) {
      List<BoundPath.Found> found = bound(path).list();
      assertThat(found.stream().map(BoundPath.Found::name).toList(), equalTo(List.of("in/a.csv")));
      assertThat(found.get(0).file().toRealPath(), equalTo(file.toRealPath()));
    }
    assertThat(ListedFile.find(bound("in"), "in/a.csv", ""), equalTo(file));
  }

  @Test
  void anAbsolutePathIsWhereItSays() throws IOException {
    String absolute = file.toString();
    BoundPath path = new BoundPath(absolute, List.of(".csv"), false, "/elsewhere");
    assertThat(path.list(), equalTo(List.of(new BoundPath.Found(absolute, file))));
  }

  @Test
  void aRunFailsOnAMachineThatDoesNotSeeTheFiles() throws IOException {
    Files.delete(file);
    for (String path : List.of("in", "in/a.csv", "in/*.csv", "none/*.csv")) {
      IOException failure = assertThrows(IOException.class, () -> bound(path).list());
      assertThat(failure.getMessage(), containsString("no file matches " + path + " here"));
    }
  }
}
