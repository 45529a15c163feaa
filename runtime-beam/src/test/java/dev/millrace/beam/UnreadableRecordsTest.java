package dev.millrace.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Records;
import dev.millrace.Rejection;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Validated;
import dev.millrace.beam.GappyWords.Word;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.Rows;
import dev.millrace.connect.SinkBinding;
import dev.millrace.engine.Ledger.Place;
import dev.millrace.engine.Manifest;
import dev.millrace.engine.RunCode;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records that never become rows, and the steps that decide what becomes of them. */
class UnreadableRecordsTest {
  static final Source<Word> WORDS = Source.of("words", Word.class);
  static final Sink<Word> SHORT = Sink.of("short", Word.class);
  static final Sink<Word> LONG = Sink.of("long", Word.class);
  static final Quarantine BAD = Quarantine.of("bad");
  static final Quarantine WORSE = Quarantine.of("worse");

  @TempDir Path folder;

  @Test
  void everyBranchDecidesForItselfWhatBecomesOfARecordThatCannotBeRead() throws Exception {
    Manifest manifest =
        run(
            branches(words -> words.quarantine(BAD), words -> words.quarantine(WORSE)),
            "a",
            "?b",
            "c");

    assertThat(rejected("bad"), contains("?b"));
    assertThat(rejected("worse"), contains("?b"));
    assertThat(
        Rows.read(Shape.of(Rejection.class), folder.resolve("bad")).get(0).definition(),
        is(manifest.steps().get("read:words").combined()));
    assertThat(manifest.ledger().get("read:words", Place.UNREADABLE).count(), is(1L));
  }

  @Test
  void aPortOfSeveralBranchesTakesAnUnreadableRecordOnce() throws Exception {
    run(branches(words -> words.quarantine(BAD), words -> words.quarantine(BAD)), "?b");

    assertThat(rejected("bad"), contains("?b"));
  }

  @Test
  void aBranchThatFailsOnInvalidRowsFailsTheRunWhateverTheOthersDo() {
    RunFailedException failure =
        assertThrows(
            RunFailedException.class,
            () ->
                run(
                    branches(words -> words.quarantine(BAD), words -> words.failOnInvalid()),
                    "a",
                    "?b"));

    assertThat(failure.code(), equalTo(Optional.of(RunCode.INVALID_ROW)));
    assertThat(
        failure.getMessage(),
        allOf(containsString("Record 1 of words cannot be read"), containsString("validate:long")));
  }

  @Test
  void aBranchThatDropsLosesNothingForOneThatKeeps() throws Exception {
    run(branches(words -> words.dropInvalid(), words -> words.quarantine(BAD)), "?b", "?c");

    assertThat(rejected("bad"), containsInAnyOrder("?b", "?c"));
  }

  @ParameterizedTest
  @CsvSource({
    "0.0,  ?a ?b ?c,     3 of 3",
    "0.49, a ?b,         1 of 2",
    "0.74, '?a ?b ?c -', 4 of 4",
    "0.7,  '?a ?b - d',  3 of 4",
  })
  void failAboveCountsRecordsThatCannotBeReadAsRowsThatWereRefused(
      double failAbove, String words, String refused) {
    Pipeline pipeline =
        branches(checked -> checked.quarantine(BAD, failAbove), checked -> checked.dropInvalid());

    RunFailedException failure =
        assertThrows(RunFailedException.class, () -> run(pipeline, words.split(" ", -1)));

    assertThat(failure.code(), equalTo(Optional.of(RunCode.TOO_MANY_REJECTED)));
    assertThat(
        failure.getMessage(),
        allOf(
            containsString(refused + " rows were rejected"), containsString("could not be read")));
    assertThat(Files.exists(folder.resolve("short")), is(false));
  }

  @Test
  void unreadableRecordsBelowFailAboveAreKeptAndTheRestIsPublished() throws Exception {
    run(branches(words -> words.quarantine(BAD, 0.5), words -> words.dropInvalid()), "a", "?b");

    assertThat(rejected("bad"), contains("?b"));
    assertThat(Rows.read(Shape.of(Word.class), folder.resolve("short")), contains(new Word("a")));
  }

  /** What is done with the words that a validate has checked. */
  interface Branch {
    Records<Word> decide(Validated<Records<Word>> words);
  }

  private static Pipeline branches(Branch first, Branch second) {
    Pipeline pipeline = Pipeline.named("p");
    Records<Word> words = pipeline.read(WORDS);
    first.decide(words.validate(isWord())).named("short").to(SHORT);
    second.decide(words.validate(isWord())).named("long").to(LONG);
    return pipeline;
  }

  private static Rules<Word> isWord() {
    return Rules.on(Word.class).check("a word", word -> !word.text().equals("-"));
  }

  private Manifest run(Pipeline pipeline, String... words) {
    return Execution.run(
        pipeline.plan(), bindings(pipeline, words), PipelineOptionsFactory.create(), "run");
  }

  private Bindings bindings(Pipeline pipeline, String... words) {
    Bindings bindings =
        Bindings.of()
            .read(WORDS, new GappyWords(List.of(words)))
            .write(SHORT, sink("short"))
            .write(LONG, sink("long"));
    for (String port : pipeline.plan().quarantines().keySet()) {
      bindings = bindings.quarantine(Quarantine.of(port), sink(port));
    }
    return bindings;
  }

  private <T> SinkBinding<T> sink(String port) {
    return Rows.sink(folder.resolve(port));
  }

  private List<String> rejected(String port) throws IOException {
    List<String> raw = new ArrayList<>();
    for (Rejection rejection : Rows.read(Shape.of(Rejection.class), folder.resolve(port))) {
      raw.add(new String(rejection.raw(), StandardCharsets.UTF_8));
    }
    return raw;
  }
}
