package dev.millrace.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Pipeline;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.Rows;
import dev.millrace.connect.SeenRows;
import dev.millrace.plan.Plan;
import dev.millrace.publish.OpenRun;
import dev.millrace.publish.PublicationLayout;
import dev.millrace.publish.Publisher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Graphs that are only written down; the direct runner does at once what another does later. */
class TemplateTest {
  record Word(String text) {}

  private static final Source<Word> WORDS = Source.of("words", Word.class);
  private static final Sink<Word> COPIES = Sink.of("copies", Word.class);
  private static final Queue<String> SENT = new ConcurrentLinkedQueue<>();

  @TempDir Path folder;
  private final List<String> notices = new ArrayList<>();

  @Test
  void aRunWhoseOutputsAreAllSentEndsWithoutAFolder() {
    SENT.clear();
    Path out = folder.resolve("out");

    template(Bindings.of().write(COPIES, new Sent()).publishTo(out));

    assertThat(SENT, containsInAnyOrder("a", "b"));
    assertThat(Files.exists(out), is(false));
    assertThat(notices, is(empty()));
  }

  @Test
  void aRunThatWouldPublishAFolderIsRefusedAndTheTemplateSaysSo() {
    Path out = folder.resolve("copies");
    Bindings folders = Bindings.of().write(COPIES, Rows.sink(out));

    Exception refused = assertThrows(RuntimeException.class, () -> template(folders));

    assertThat(String.valueOf(refused.getMessage()), containsString("MR-O014"));
    assertThat(notices, contains(containsString("MR-O014")));
    assertThat(Files.exists(out), is(false));
  }

  @Test
  void whatAStoppedStreamHasLeftStaysAsItWasAndNoClusterIsAsked() throws IOException {
    Path out = folder.resolve("out");
    Publisher publisher =
        Publisher.of(PublicationLayout.ofManifests(plan().pipeline(), out.toString()));
    try (OpenRun left = publisher.begin("left")) {
      left.handOver(new SubmittedJob("left", "127.0.0.1:1", "0".repeat(32)).toJson());
      left.leave();
    }
    List<String> before = tree(out);

    template(Bindings.of().write(COPIES, new Sent()).publishTo(out));

    assertThat(tree(out), equalTo(before));
  }

  private void template(Bindings bindings) {
    Execution.template(
        plan(),
        bindings.read(WORDS, Rows.source(Word.class, List.of(new Word("a"), new Word("b")))),
        PipelineOptionsFactory.create(),
        notices::add);
  }

  private static Plan plan() {
    Pipeline pipeline = Pipeline.named("copies-of-words");
    pipeline.read(WORDS).to(COPIES);
    return pipeline.plan();
  }

  private static List<String> tree(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.map(Path::toString).sorted().toList();
    }
  }

  /** A place like a topic. */
  private static final class Sent extends SeenRows<Word> {
    private static final long serialVersionUID = 1L;

    @Override
    protected void see(Word row) {
      SENT.add(row.text());
    }
  }
}
