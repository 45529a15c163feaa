package dev.millrace.testkit;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import dev.millrace.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.hamcrest.FeatureMatcher;
import org.hamcrest.Matcher;

/** Matchers of rejected records, for {@link PipelineTest.Result#expectQuarantined}. */
public final class Rejections {
  private Rejections() {}

  /** It broke this rule, perhaps among others. */
  public static Matcher<Rejection> hasRule(String rule) {
    return feature("rules", hasItem(rule), Rejection::rules);
  }

  /** It broke exactly these rules, in the order of the rule set. */
  public static Matcher<Rejection> hasRules(String... rules) {
    return feature("rules", equalTo(List.of(rules)), Rejection::rules);
  }

  /** It was refused at this stage. */
  public static Matcher<Rejection> atStage(Rejection.Stage stage) {
    return feature("stage", is(stage), Rejection::stage);
  }

  /** Its raw bytes, read as UTF-8. */
  public static Matcher<Rejection> rawText(Matcher<String> text) {
    return feature(
        "raw text", text, rejection -> new String(rejection.raw(), StandardCharsets.UTF_8));
  }

  private static <V> Matcher<Rejection> feature(
      String name, Matcher<? super V> matcher, Function<Rejection, V> value) {
    return new FeatureMatcher<Rejection, V>(matcher, "a rejection with " + name, name) {
      @Override
      protected V featureValueOf(Rejection rejection) {
        return value.apply(rejection);
      }
    };
  }
}
