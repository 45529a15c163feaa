package dev.millrace.publish;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A folder that takes along what it needs of the one before, whatever dies on the way. */
class SuccessionTest {
  /** Keeps every line that was ever published. */
  record EveryLine() implements Succession {
    private static final long serialVersionUID = 1L;

    @Override
    public void carry(Path earlier, Path parts, Path into) throws IOException {
      Set<String> lines = new TreeSet<>(lines(earlier));
      lines.removeAll(lines(parts));
      Disk.write(
          into.resolve("earlier.csv"),
          (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  private static final class Died extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @TempDir Path root;
  private PublicationLayout layout;

  @BeforeEach
  void keepEveryLineOfOneFolder() {
    layout = SampleRun.layout(root).succeeding(Map.of(SampleRun.daily(root), new EveryLine()));
  }

  private static Set<String> lines(Path folder) throws IOException {
    Set<String> lines = new TreeSet<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
        for (Path file : files.filter(each -> each.toString().endsWith(".csv")).toList()) {
          lines.addAll(Files.readAllLines(file));
        }
      }
    }
    return lines;
  }

  private Set<String> daily() throws IOException {
    return lines(root.resolve(SampleRun.DAILY));
  }

  private Set<String> rejected() throws IOException {
    return lines(root.resolve(SampleRun.REJECTED));
  }

  private void publish(SampleRun run, Consumer<Phase> phases) throws IOException {
    try (OpenRun open = Publisher.of(layout, phases).begin(run.id())) {
      open.publication().publish(run.stage(root, open), run.manifest(), phases);
    }
  }

  private void publishUnits(SampleRun run, Consumer<Phase> phases, SampleUnit... units)
      throws IOException {
    try (OpenRun open = Publisher.of(layout, phases).begin(run.id())) {
      for (SampleUnit unit : units) {
        unit.publish(root, open, phases);
      }
    }
  }

  private static Consumer<Phase> dying(Phase at) {
    return phase -> {
      if (phase == at) {
        throw new Died();
      }
    };
  }

  private static Set<String> parts(String... lines) {
    return new TreeSet<>(Arrays.asList(lines));
  }

  @Test
  void oneFolderKeepsWhatItHadAndTheOtherIsReplaced() throws IOException {
    publish(SampleRun.OLDEST, phase -> {});
    publish(SampleRun.NEXT, phase -> {});
    publish(SampleRun.NEW, phase -> {});
    assertThat(daily(), equalTo(parts("oldest,part,0", "next,part,0", "new,part,0", "new,part,1")));
    assertThat(rejected(), equalTo(parts("new,part,0", "new,part,1")));
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  void aRunThatDiesLeavesTheOneOrTheOtherAndTheNextHasAll(Phase dies) throws IOException {
    publish(SampleRun.OLDEST, phase -> {});
    assertThrows(Died.class, () -> publish(SampleRun.NEXT, dying(dies)));
    boolean isCommitted = dies.compareTo(Phase.AFTER_SWAP) >= 0;
    Set<String> both = parts("oldest,part,0", "next,part,0");
    assertThat(daily(), equalTo(isCommitted ? both : parts("oldest,part,0")));
    publish(SampleRun.NEW, phase -> {});
    Set<String> all = parts("oldest,part,0", "new,part,0", "new,part,1");
    if (isCommitted) {
      all.addAll(both);
    }
    assertThat(daily(), equalTo(all));
  }

  @Test
  void aStreamTakesAlongOnceWhatWasThereBefore() throws IOException {
    publish(SampleRun.OLDEST, phase -> {});
    SampleUnit first = new SampleUnit("u1", 1, 1);
    SampleUnit second = new SampleUnit("u2", 1, 0);
    SampleUnit third = new SampleUnit("u3", 1, 0);
    SampleUnit again = new SampleUnit("u1", 2, 1);
    publishUnits(SampleRun.NEW, phase -> {}, first, second, third, again);
    assertThat(daily(), equalTo(parts("oldest,part,0", "u1,2", "u2,1", "u3,1")));
    assertThat(rejected(), equalTo(parts("u1,2")));
    publish(SampleRun.NEXT, phase -> {});
    assertThat(daily(), equalTo(parts("next,part,0", "oldest,part,0", "u1,2", "u2,1", "u3,1")));
  }

  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"BEGIN_SWEEPING", "DEAD_RUNS_GIVEN_UP"},
      mode = EnumSource.Mode.EXCLUDE)
  void aStreamThatDiesInItsFirstUnitLeavesTheOneOrTheOther(Phase dies) throws IOException {
    publish(SampleRun.OLDEST, phase -> {});
    SampleUnit unit = new SampleUnit("u1", 1, 1);
    try (OpenRun open = Publisher.of(layout).begin(SampleRun.NEW.id())) {
      assertThrows(Died.class, () -> unit.publish(root, open, dying(dies)));
      boolean isCommitted = dies.compareTo(Phase.AFTER_SWAP) >= 0;
      assertThat(daily(), hasItem("oldest,part,0"));
      assertThat(daily().contains("u1,1"), is(isCommitted));
      new SampleUnit("u1", 2, 1).publish(root, open, phase -> {});
      new SampleUnit("u2", 1, 1).publish(root, open, phase -> {});
    }
    assertThat(daily(), equalTo(parts("oldest,part,0", "u1,2", "u2,1")));
  }

  @Test
  void whoTakesTheLinkAwayBeginsAnew() throws IOException {
    publish(SampleRun.OLDEST, phase -> {});
    Files.delete(root.resolve(SampleRun.DAILY));
    publish(SampleRun.NEXT, phase -> {});
    assertThat(daily(), not(hasItem("oldest,part,0")));
    assertThat(List.copyOf(daily()), equalTo(List.of("next,part,0")));
  }
}
