package dev.millrace.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.Aggregations;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Rejection;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.engine.RunCode;
import dev.millrace.testkit.PipelineTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Records at which code of the author, or of the JDK, breaks: none ends a run or vanishes (L5). */
class PoisonRecordsTest {
  record Word(String text) {
    @Override
    public String toString() {
      if (text.startsWith("silent")) {
        throw new IllegalStateException("no text");
      }
      return text;
    }
  }

  record Timed(String text, Instant at) {}

  /** Refuses some values, as a record may. */
  record Total(String text, long rows) {
    Total {
      if (text.startsWith("refused")) {
        throw new IllegalArgumentException(text);
      }
    }
  }

  record Inner(String text) {}

  record Wide(Instant at, String text, Inner inner, List<String> list, Duration lasts) {}

  static final Source<Word> WORDS = Source.of("words", Word.class);
  static final Sink<Word> OUT = Sink.of("out", Word.class);
  static final Sink<Total> TOTALS = Sink.of("totals", Total.class);
  static final Sink<Wide> WIDE = Sink.of("wide", Wide.class);
  static final Quarantine BAD = Quarantine.of("bad");
  static final Wide SOUND =
      new Wide(Instant.EPOCH, "😀", new Inner("in"), List.of("a"), Duration.ZERO);

  @Test
  void aCheckOnARowThatCannotBeMadeIsBroken() {
    Pipeline pipeline = Pipeline.named("p");
    pipeline
        .read(WORDS)
        .map(word -> new Timed(word.text(), Instant.EPOCH))
        .timestamps(Timed::at, Lateness.none())
        .keyBy(Timed::text)
        .window(Window.tumbling(Duration.ofHours(1)))
        .aggregate("totals")
        .as(Total.class)
        .key(Total::text, Timed::text)
        .set(Total::rows, Aggregations.count())
        .build()
        .validate(Rules.on(Total.class).check("some", total -> total.rows() > 0))
        .quarantine(BAD)
        .to(TOTALS);

    PipelineTest.Result result =
        PipelineTest.of(pipeline).given(WORDS, words("fine", "refused")).run();

    result.expect(TOTALS, contains(new Total("fine", 1)));
    Rejection rejection = result.rejections(BAD).get(0);
    assertThat(rejection.exception(), containsString("IllegalArgumentException: refused"));
    assertThat(
        rejection.failures().get(0).observed(),
        is("nothing that could be shown: java.lang.IllegalArgumentException"));
    assertThat(rejection.raw(), is(new byte[] {7, 'r', 'e', 'f', 'u', 's', 'e', 'd', 2}));
  }

  @Test
  void aRuleOnARowThatCannotSayWhatItIsIsBroken() {
    List<Rejection> rejections =
        refused(Rules.on(Word.class).check("long", word -> word.text().length() > 9), "silent");

    assertThat(
        rejections.get(0).failures().get(0).observed(),
        is("nothing that could be shown: java.lang.IllegalStateException"));
  }

  @Test
  void aTextTooLongForAPatternBreaksTheRule() {
    String text = "ab".repeat(50_000);
    Rules<Word> rules = Rules.on(Word.class).matches(Word::text, Pattern.compile("(a|b)*"));

    List<Rejection> rejections = refused(rules, text, "ab");

    assertThat(rejections.size(), is(1));
    assertThat(rejections.get(0).exception(), containsString("StackOverflowError"));
  }

  @Test
  void aCheckThatGoesTooDeepOrAssertsIsBroken() {
    List<Rejection> rejections =
        refused(
            Rules.on(Word.class)
                .check("deep", word -> !word.text().startsWith("d") || depth(0) > 0)
                .check("asserts", PoisonRecordsTest::asserted),
            "deep",
            "assert",
            "fine");

    assertThat(
        rejections.stream().map(Rejection::rules).toList(),
        contains(List.of("deep"), List.of("asserts")));
    assertThat(rejections.get(1).exception(), containsString("AssertionError: wrong"));
  }

  @Test
  void whatIsShownOfATextThatIsCutInTheMiddleOfACharacterCanBeStored() {
    String text = "a" + "😀".repeat(150);

    List<Rejection> rejections = refused(Rules.on(Word.class).oneOf(Word::text, Set.of("b")), text);

    assertThat(rejections.get(0).failures().get(0).observed(), startsWith("a😀"));
  }

  @Test
  void tryMapRefusesWhatCannotBeStoredAndKeepsTheRest() {
    Pipeline pipeline = Pipeline.named("p");
    pipeline.read(WORDS).tryMap(Wide.class, PoisonRecordsTest::wide).quarantine(BAD).to(WIDE);

    PipelineTest.Result result =
        PipelineTest.of(pipeline)
            .given(
                WORDS, words("sound", "instant", "text", "inner", "list", "lasts", "null", "deep"))
            .run();

    result.expect(WIDE, contains(SOUND));
    assertThat(
        result.rejections(BAD).stream().map(each -> each.failures().get(0).expected()).toList(),
        contains(
            "no exception", // functions come before what they gave
            "a row that can be stored",
            "a row that can be stored",
            "a row that can be stored",
            "a row that can be stored",
            "a row that can be stored",
            "a row that can be stored"));
  }

  @Test
  void aMapThatAssertsFailsTheRunWithItsCode() {
    Pipeline pipeline = Pipeline.named("p");
    pipeline.read(WORDS).filter("asserted", PoisonRecordsTest::asserted).to(OUT);

    RunFailedException failure =
        assertThrows(
            RunFailedException.class,
            () -> PipelineTest.of(pipeline).given(WORDS, words("assert")).run());

    assertThat(failure.code(), equalTo(Optional.of(RunCode.FUNCTION_FAILED)));
    assertThat(failure.getMessage(), containsString("AssertionError: wrong"));
  }

  private static List<Rejection> refused(Rules<Word> rules, String... words) {
    Pipeline pipeline = Pipeline.named("p");
    pipeline.read(WORDS).validate(rules).quarantine(BAD).to(OUT);
    return PipelineTest.of(pipeline).given(WORDS, words(words)).run().rejections(BAD);
  }

  private static Word[] words(String... texts) {
    return Arrays.stream(texts).map(Word::new).toArray(Word[]::new);
  }

  private static boolean asserted(Word word) {
    if (word.text().equals("assert")) {
      throw new AssertionError("wrong");
    }
    return true;
  }

  private static int depth(int before) {
    return before < 0 ? before : depth(before + 1) + 1;
  }

  private static Wide wide(Word word) {
    return switch (word.text()) {
      case "instant" -> new Wide(Instant.MAX, "", SOUND.inner(), List.of(), Duration.ZERO);
      case "text" -> new Wide(Instant.EPOCH, "\uD83D", SOUND.inner(), List.of(), Duration.ZERO);
      case "inner" -> new Wide(Instant.EPOCH, "", new Inner(missing()), List.of(), Duration.ZERO);
      case "list" ->
          new Wide(Instant.EPOCH, "", SOUND.inner(), Arrays.asList("a", missing()), Duration.ZERO);
      case "lasts" ->
          new Wide(Instant.EPOCH, "", SOUND.inner(), List.of(), Duration.ofSeconds(Long.MAX_VALUE));
      case "null" -> new Wide(Instant.EPOCH, missing(), SOUND.inner(), List.of(), Duration.ZERO);
      case "deep" ->
          new Wide(Instant.EPOCH, "" + depth(0), SOUND.inner(), List.of(), Duration.ZERO);
      default -> SOUND;
    };
  }

  @SuppressWarnings("NullAway") // what a careless function does
  private static String missing() {
    return null;
  }
}
