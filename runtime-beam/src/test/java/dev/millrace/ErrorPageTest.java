package dev.millrace;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.millrace.beam.ClusterCode;
import dev.millrace.engine.RunCode;
import dev.millrace.plan.ErrorCode;
import dev.millrace.upgrade.UpgradeCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The page of errors, by the letter that codes of one kind begin with. */
class ErrorPageTest {
  static Stream<Arguments> kinds() {
    return Stream.of(
        Arguments.of("MR-R", RunCode.values()),
        Arguments.of("MR-D", ClusterCode.values()),
        Arguments.of("MR-U", UpgradeCode.values()));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void thePageOfErrorsExplainsEveryCodeAndNoOther(String letter, ErrorCode[] codes)
      throws IOException {
    String page = Files.readString(Path.of("../docs/errors.md"));
    List<String> explained =
        Pattern.compile("^## (" + letter + "\\d+) \\S", Pattern.MULTILINE)
            .matcher(page)
            .results()
            .map(heading -> heading.group(1))
            .toList();
    assertThat(explained, equalTo(Arrays.stream(codes).map(ErrorCode::code).toList()));
  }
}
