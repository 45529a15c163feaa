package dev.millrace.connect.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.millrace.connect.files.binding.FilesCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page of error codes is complete. */
class ErrorPageTest {
  private static final Path PAGE = Path.of("..", "..", "docs", "errors.md");

  @Test
  void everyCodeHasItsParagraphAndNoOtherIsThere() throws IOException {
    String page = java.nio.file.Files.readString(PAGE);
    for (FilesCode code : FilesCode.values()) {
      assertThat(page, containsString("## " + code.code() + " "));
    }
    long headings = Pattern.compile("^## MR-C1", Pattern.MULTILINE).matcher(page).results().count();
    assertThat(headings, equalTo((long) FilesCode.values().length));
  }
}
