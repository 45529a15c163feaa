package dev.millrace.examples.clickstream.demo;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThan;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VisitorsTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static List<Visitors.Message> messages(long seed, int count) {
    Visitors visitors = new Visitors(seed, NOON, Duration.ofMillis(120));
    return IntStream.range(0, count).mapToObj(i -> visitors.next()).toList();
  }

  @Test
  void theSameSeedGivesTheSameMessages() {
    assertThat(messages(3, 2000), equalTo(messages(3, 2000)));
    assertThat(messages(3, 2000).equals(messages(4, 2000)), equalTo(false));
  }

  @Test
  void aboutOneMessageInAHundredIsSentTwiceAndOneInSeventyIsNoEvent() {
    List<Visitors.Message> messages = messages(1, 20_000);
    long repeated = messages.size() - messages.stream().distinct().count();
    assertThat(repeated, allOf(greaterThan(100L), lessThan(300L)));
    long bad =
        messages.stream()
            .map(Visitors.Message::value)
            .filter(
                value ->
                    !value.endsWith("}")
                        || !value.contains("userId")
                        || value.contains("\"price\":-"))
            .count();
    assertThat(bad, allOf(greaterThan(150L), lessThan(400L)));
  }
}
