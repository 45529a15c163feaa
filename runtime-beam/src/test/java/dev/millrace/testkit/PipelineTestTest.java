package dev.millrace.testkit;

import static dev.millrace.testkit.ExpectedRows.rows;
import static dev.millrace.testkit.ExpectedRows.rowsInAnyOrder;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Rejection;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class PipelineTestTest {
  record Word(@Nullable String text, int number) {}

  @SuppressWarnings("ArrayRecordComponent")
  record Blob(
      String name, byte[] text, float[] numbers, List<String> list, byte @Nullable [] more) {}

  static final Source<Blob> BLOBS = Source.of("blobs", Blob.class);
  static final Sink<Blob> BLOBS_OUT = Sink.of("blobs-out", Blob.class);
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
  void theDifferenceNamesEveryRowThatIsMissingAndEveryOneThatWasNotExpected() {
    PipelineTest.Result result =
        PipelineTest.of(pipeline())
            .given(WORDS, new Word("a", 1), new Word("b", 2), new Word("b", 2), new Word("d", 4))
            .run()
            .expect(
                OUT, rows(new Word("a", 1), new Word("b", 2), new Word("b", 2), new Word("d", 4)))
            .expect(
                OUT,
                rowsInAnyOrder(
                    new Word("b", 2), new Word("d", 4), new Word("a", 1), new Word("b", 2)));

    assertThat(
        failure(
            () ->
                result.expect(
                    OUT,
                    rowsInAnyOrder(
                        new Word("x", 9), new Word("b", 2), new Word("a", 1), new Word("y", 9)))),
        containsString(
            """
            but:\s
              missing:
                row 1: Word[text=x, number=9]
                row 4: Word[text=y, number=9]
              not expected:
                row 3: Word[text=b, number=2]
                row 4: Word[text=d, number=4]
            got 4 rows
            """));
    assertThat(
        failure(
            () ->
                result.expect(
                    OUT,
                    rows(new Word("b", 2), new Word("b", 2), new Word("a", 1), new Word("d", 4)))),
        containsString(
            """
            but: the same rows in another order
              out of place:
                row 1: Word[text=a, number=1]
                row 3: Word[text=b, number=2]
            got 4 rows
            """));
  }

  @Test
  void ofManyRowsOnlyThoseThatDifferAreShown() {
    String[] expected = IntStream.range(0, 31).mapToObj(i -> "line " + i).toArray(String[]::new);
    String[] found = expected.clone();
    found[30] = "another";

    AssertionError failure =
        assertThrows(AssertionError.class, () -> assertThat(List.of(found), rows(expected)));
    assertThat(
        failure.getMessage(),
        equalTo(
            """

            Expected: 31 rows, in this order, of which those that differ are shown
                 but:\s
              missing:
                row 31: line 30
              not expected:
                row 31: another"""));
  }

  @Test
  void rowsAreComparedAndShownByTheContentOfTheirArrays() {
    Pipeline pipeline = Pipeline.named("blobs");
    pipeline.read(BLOBS).to(BLOBS_OUT);
    PipelineTest.Result result =
        PipelineTest.of(pipeline)
            .given(BLOBS, new Blob("a", bytes("text"), new float[] {1.5f}, List.of(), null))
            .run()
            .expect(
                BLOBS_OUT, rows(new Blob("a", bytes("text"), new float[] {1.5f}, List.of(), null)));

    for (Blob other :
        List.of(
            new Blob("a", bytes("tent"), new float[] {1.5f}, List.of(), null),
            new Blob("a", bytes("text"), new float[] {1.6f}, List.of(), null),
            new Blob("a", bytes("text"), new float[] {1.5f}, List.of("x"), null),
            new Blob("a", bytes("text"), new float[] {1.5f}, List.of(), new byte[] {0, -1}))) {
      String failure = failure(() -> result.expect(BLOBS_OUT, rows(other)));
      assertThat(
          failure,
          containsString("Blob[name=a, text=\"text\", numbers=[1.5], list=[], more=null]"));
    }
    assertThat(
        failure(
            () ->
                result.expect(
                    BLOBS_OUT,
                    rows(
                        new Blob("a", bytes("t"), new float[] {}, List.of(), new byte[] {0, -1})))),
        containsString("Blob[name=a, text=\"t\", numbers=[], list=[], more=0x00ff]"));
  }

  @Test
  void aRejectionIsShownWithItsPlaceItsReasonsAndItsText() {
    PipelineTest.Result result =
        PipelineTest.of(pipeline()).given(WORDS, new Word("a", 1), new Word(null, 2)).run();

    String failure = failure(() -> result.expectQuarantined(BAD, empty()));
    assertThat(
        failure,
        containsString(
            "refused by validate:words at VALIDATE: text not null (expected a value, observed"));
    assertThat(failure, not(containsString("[B@")));
  }

  private static String failure(Executable expectation) {
    return assertThrows(AssertionError.class, expectation).getMessage();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
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
