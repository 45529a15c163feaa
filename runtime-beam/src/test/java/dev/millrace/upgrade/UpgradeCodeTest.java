package dev.millrace.upgrade;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class UpgradeCodeTest {
  @Test
  void thePageOfErrorsExplainsEveryCodeAndNoOther() throws IOException {
    String page = Files.readString(Path.of("../docs/errors.md"));
    List<String> explained =
        Pattern.compile("^## (MR-U\\d+) \\S", Pattern.MULTILINE)
            .matcher(page)
            .results()
            .map(heading -> heading.group(1))
            .toList();
    assertThat(
        explained, equalTo(Arrays.stream(UpgradeCode.values()).map(UpgradeCode::code).toList()));
  }
}
