package dev.millrace.connect;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class BindingCodeTest {
  @Test
  void everyCodeHasItsParagraphInTheDocs() throws IOException {
    String page = Files.readString(Path.of("../docs/errors.md"));
    List<String> missing =
        Arrays.stream(BindingCode.values())
            .map(BindingCode::code)
            .filter(code -> !page.contains("## " + code + " "))
            .toList();
    assertThat(missing, empty());
  }

  @Test
  void codesAreUnique() {
    List<String> codes = Arrays.stream(BindingCode.values()).map(BindingCode::code).toList();
    assertThat(new HashSet<>(codes).size(), is(codes.size()));
  }
}
