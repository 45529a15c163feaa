package dev.millrace.connect;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostileYamlTest {
  private static final String REST =
      " Why: a bindings file is small and flat; this one looks like an attack or a mix-up."
          + " Fix: check that this is the bindings file.";

  @TempDir Path folder;

  @Test
  void endlessNestingStopsAtALevel() {
    assertThat(
        problems("sources: " + "[".repeat(500_000)),
        contains("[MR-B003] bindings.yaml:1:41: more than 32 levels of nesting." + REST));
    assertThat(
        problems("sources: " + "{a: ".repeat(40) + "}".repeat(40)),
        contains(
            "[MR-B003] bindings.yaml:1:134 (source 'a'): more than 32 levels of nesting." + REST));
  }

  @Test
  void aBombOfAliasesDoesNotGrow() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [lol]\n");
    for (int i = 1; i <= 25; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    // 2^25 items when expanded; here one unknown key for each line, beside the three unbound ports.
    assertThat(problems(bomb.toString()), hasSize(26 + 3));
    for (int i = 26; i <= 60; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    assertThat(
        problems(bomb.toString()),
        contains("[MR-B003] bindings.yaml:52:12: more than 100 aliases." + REST));
  }

  @Test
  void aHugeScalarAndAHugeFileAreNotRead() {
    assertThat(
        problems("sources: {invoice-lines: {shelf: {csv: " + "x".repeat(70_000) + "}}}"),
        contains(
            "[MR-B003] bindings.yaml:1:40 (source 'invoice-lines'): a value of more than 65536"
                + " characters."
                + REST));
    assertThat(
        problems("x".repeat(2_000_000)),
        contains("[MR-B003] bindings.yaml:1:1: the file has more than 1048576 bytes." + REST));
  }

  @Test
  void anEmptyFileHoldsNothing() {
    assertThat(
        problems(""),
        contains(
            "[MR-B009] bindings.yaml:1:1: the file holds nothing. Why: bindings are a mapping of"
                + " sources, sinks and quarantine. Fix: write sources: {...}, sinks: {...} and"
                + " quarantine: {...}."));
  }

  @Test
  void aFileThatIsNotUtf8OrNotThereIsAProblemAndNotAStackTrace() throws IOException {
    Path latin = folder.resolve("latin.yaml");
    Files.write(latin, "sources: {größe: 1}".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(
        said(latin),
        is(
            "[MR-B001] latin.yaml:1:1: the file is not UTF-8. Why: without it no port is bound."
                + " Fix: save it as UTF-8."));
    assertThat(
        said(folder.resolve("none.yaml")),
        is(
            "[MR-B001] none.yaml:1:1: there is no such file. Why: without it no port is bound."
                + " Fix: check the path given with --bindings."));
    assertThat(said(folder), containsString("the file cannot be read: "));
  }

  private String said(Path file) {
    Findings findings = new Findings(folder.relativize(file).toString());
    assertThat(YamlTree.read(file, findings).isPresent(), is(false));
    return findings.exception().problems().get(0).toString();
  }

  private List<String> problems(String yaml) {
    return BindingsFixture.problems(folder, yaml, Map.of());
  }
}
