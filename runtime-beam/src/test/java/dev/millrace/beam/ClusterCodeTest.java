package dev.millrace.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ClusterCodeTest {
  @Test
  void thePageOfErrorsExplainsEveryCodeAndNoOther() throws IOException {
    String page = Files.readString(Path.of("../docs/errors.md"));
    List<String> explained =
        Pattern.compile("^## (MR-D\\d+) \\S", Pattern.MULTILINE)
            .matcher(page)
            .results()
            .map(heading -> heading.group(1))
            .toList();
    assertThat(
        explained, equalTo(Arrays.stream(ClusterCode.values()).map(ClusterCode::code).toList()));
  }
}
