package dev.millrace.examples.retail;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SendLinesTest {
  private static final List<String> FIELDS = List.of("stockCode", "quantity", "unitPrice", "x");

  private static String json(String... record) {
    return SendLines.json(FIELDS, Arrays.asList(record));
  }

  @Test
  void numbersThatJsonHasAreNumbersAndAllElseIsText() {
    assertThat(
        json("22", "-6", "2.55", "3"),
        is("{\"stockCode\":\"22\",\"quantity\":-6,\"unitPrice\":2.55,\"x\":\"3\"}"));
    assertThat(
        json("22", "1O", "07", "true"),
        is("{\"stockCode\":\"22\",\"quantity\":\"1O\",\"unitPrice\":\"07\",\"x\":\"true\"}"));
  }

  @Test
  void whatIsMissingStaysMissingAndWhatIsEmptyIsNull() {
    assertThat(json(null, "1"), is("{\"stockCode\":null,\"quantity\":1}"));
  }

  @Test
  void everyCharacterOfATextComesThrough() {
    assertThat(json("a \"b\" \\ \n £"), is("{\"stockCode\":\"a \\\"b\\\" \\\\ \\u000a £\"}"));
  }
}
