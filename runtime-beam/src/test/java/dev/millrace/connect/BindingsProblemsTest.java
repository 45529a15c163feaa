package dev.millrace.connect;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds {@code bindings-problems.txt}: files with mistakes, and every word said about them. */
class BindingsProblemsTest {
  private static final String NAME = "bindings-problems.txt";

  @TempDir Path folder;

  @Test
  void everyMistakeIsToldInTheseWords() throws IOException {
    String golden = golden();
    List<String> cases =
        Pattern.compile("### ").splitAsStream(golden).filter(one -> !one.isEmpty()).toList();
    assertThat(cases.size(), greaterThan(30));
    for (String one : cases) {
      int yaml = one.indexOf('\n') + 1;
      int arrow = one.indexOf("=>\n");
      List<String> problems =
          BindingsFixture.problems(folder, one.substring(yaml, arrow), Map.of("PW", "horse"));
      String told = one.substring(0, arrow) + "=>\n" + String.join("\n", problems) + "\n\n";
      assertThat(told, is(one));
    }
  }

  private static String golden() throws IOException {
    try (InputStream in = BindingsProblemsTest.class.getResourceAsStream(NAME)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
