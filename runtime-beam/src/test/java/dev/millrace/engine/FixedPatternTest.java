package dev.millrace.engine;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against {@link Pattern} itself. */
class FixedPatternTest {
  private static final List<String> PLACES =
      List.of("[A-Z]", "[0-9]", "[a-cX_]", "[0-9A-Fa-f]", "\\d", "x", "7", "-", " ", ":", "'");

  @Property
  void whatIsReadMatchesWhatTheExpressionMatches(
      @ForAll @From("patterns") String expression, @ForAll @From("texts") String text) {
    Pattern pattern = Pattern.compile(expression);
    FixedPattern fixed = FixedPattern.of(pattern);

    assertThat(fixed, notNullValue());
    if (fixed != null) {
      assertThat(fixed.matches(text), is(pattern.matcher(text).matches()));
    }
  }

  @Property
  void whatIsNotUnderstoodIsLeftToTheExpression(
      @ForAll @Size(max = 8) List<@From("signs") String> signs,
      @ForAll @From("texts") String text) {
    String expression = String.join("", signs);
    Pattern pattern;
    try {
      pattern = Pattern.compile(expression);
    } catch (IllegalArgumentException noExpression) {
      return;
    }
    FixedPattern fixed = FixedPattern.of(pattern);
    if (fixed != null) {
      assertThat(fixed.matches(text), is(pattern.matcher(text).matches()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a*",
        "a+",
        "a?",
        "a{2,3}",
        "a{2}+",
        "a{0}",
        "a{999}",
        ".",
        "a|b",
        "(a)",
        "^a",
        "a$",
        "[^a]",
        "[a&&b]",
        "[a-]",
        "[]a]",
        "[\\d]",
        "\\w",
        "\\.",
        "ä",
        "[ä]",
        "[a-z[0-9]]"
      })
  void otherExpressionsAreNotRead(String expression) {
    assertThat(FixedPattern.of(Pattern.compile(expression)), nullValue());
  }

  @Test
  void flagsChangeWhatMatchesAndAreNotRead() {
    assertThat(FixedPattern.of(Pattern.compile("a", Pattern.CASE_INSENSITIVE)), nullValue());
  }

  @Provide
  Arbitrary<String> patterns() {
    Arbitrary<String> times = Arbitraries.of("", "", "{1}", "{2}", "{3}");
    return Arbitraries.of(PLACES)
        .flatMap(place -> times.map(number -> place + number))
        .list()
        .ofMaxSize(4)
        .map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(
            "A", "Z", "0", "9", "a", "x", "7", "-", " ", ":", "_", "é", "\uD83D\uDE00")
        .list()
        .ofMaxSize(8)
        .map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<String> signs() {
    return Arbitraries.of(
        "[", "]", "{", "}", "-", "a", "A", "9", "0", "2", "\\", "d", "^", "&", "*", ",", "_", ".");
  }
}
