package dev.millrace.connect.kafka;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page of error codes is complete. */
class ErrorPageTest {
  private static final Path PAGE = Path.of("..", "..", "docs", "errors.md");

  @Test
  void everyCodeHasItsParagraphAndNoOtherIsThere() throws IOException {
    String page = Files.readString(PAGE);
    for (KafkaCode code : KafkaCode.values()) {
      assertThat(page, containsString("## " + code.code() + " "));
    }
    long headings = Pattern.compile("^## MR-C2", Pattern.MULTILINE).matcher(page).results().count();
    assertThat(headings, equalTo((long) KafkaCode.values().length));
  }
}
