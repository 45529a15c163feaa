package dev.millrace.testkit;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Rejection;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PipelineTestTest {
  record Word(@Nullable String text, int number) {}

  static final Source<Word> WORDS = Source.of("words", Word.class);
  static final Source<Word> OTHER = Source.of("other", Word.class);
  static final Sink<Word> OUT = Sink.of("out", Word.class);
  static final Quarantine BAD = Quarantine.of("bad");

  @Test
  void whatASinkAndAQuarantineGotCanBeAsked() {
    PipelineTest.of(pipeline())
        .given(WORDS, new Word("a", 1), new Word(null, 2))
        .run()
        .expect(OUT, contains(new Word("a", 1)))
        .expectQuarantined(BAD, contains(Rejections.hasRules("text not null")))
        .expectQuarantined(BAD, contains(Rejections.atStage(Rejection.Stage.VALIDATE)));
  }

  @Test
  void aSourceThatIsGivenNothingIsEmpty() {
    PipelineTest.of(pipeline()).run().expect(OUT, empty()).expectQuarantined(BAD, empty());
  }

  @Test
  void aFailingExpectationShowsWhatWasExpectedAndEveryRow() {
    PipelineTest.Result result =
        PipelineTest.of(pipeline()).given(WORDS, new Word("a", 1), new Word("b", 2)).run();

    AssertionError failure =
        assertThrows(
            AssertionError.class,
            () -> result.expect(OUT, contains(new Word("a", 1), new Word("c", 2))));

    assertThat(failure.getMessage(), containsString("sink 'out' did not get what was expected"));
    assertThat(failure.getMessage(), containsString("<Word[text=c, number=2]>"));
    assertThat(
        failure.getMessage(),
        containsString("got 2 rows\n    Word[text=a, number=1]\n    Word[text=b, number=2]"));
  }

  @Test
  void rowsForASourceThatIsNotReadAreAMistake() {
    IllegalArgumentException mistake =
        assertThrows(
            IllegalArgumentException.class,
            () -> PipelineTest.of(pipeline()).given(OTHER, new Word("a", 1)).run());

    assertThat(mistake.getMessage(), containsString("source 'other'"));
  }

  private static Pipeline pipeline() {
    Pipeline pipeline = Pipeline.named("words");
    pipeline.read(WORDS).validate(Rules.on(Word.class).notNull(Word::text)).quarantine(BAD).to(OUT);
    return pipeline;
  }
}
