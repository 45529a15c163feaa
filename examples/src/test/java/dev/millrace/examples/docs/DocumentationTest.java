package dev.millrace.examples.docs;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasToString;
import static org.hamcrest.Matchers.is;

import dev.millrace.connect.Bindings;
import dev.millrace.connect.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README and the pages of docs show compiles, and means what they say. */
class DocumentationTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern JAVA = Pattern.compile("(?ms)^```java\n(.*?)^```$");
  private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\n(.*?)^```$");

  private static final Ports PORTS =
      Ports.of(
          List.of(DocumentedBindings.LINES),
          List.of(DocumentedBindings.DAILY),
          List.of(DocumentedBindings.REJECTED));

  @TempDir Path folder;

  @Test
  void everyJavaBlockStandsInACompiledSource() throws IOException {
    List<String> sources = new ArrayList<>();
    for (Path file : files(ROOT, ".java")) {
      sources.add("\n" + withoutIndentation(Files.readString(file)) + "\n");
    }
    List<String> notFound = new ArrayList<>();
    int blocks = 0;
    for (Path page : pages()) {
      for (MatchResult block : JAVA.matcher(Files.readString(page)).results().toList()) {
        String text = withoutIndentation(block.group(1));
        blocks++;
        if (sources.stream().noneMatch(source -> source.contains("\n" + text + "\n"))) {
          notFound.add(ROOT.relativize(page) + ":\n" + block.group(1));
        }
      }
    }
    assertThat(notFound, empty());
    assertThat(blocks, greaterThan(5));
  }

  @Test
  void theBindingsOfEachPageMeanTheSameInJavaAndInYaml() throws IOException {
    assertThat(yamlOf("docs/bindings.md", 0, PORTS), equalTo(DocumentedBindings.general()));
    String files = "docs/connectors/files.md";
    assertThat(yamlOf(files, 0, PORTS), equalTo(DocumentedBindings.files()));
    assertThat(yamlOf(files, 1, PORTS), equalTo(DocumentedBindings.folders()));
    assertThat(yamlOf(files, 2, PORTS), equalTo(DocumentedBindings.avro()));
    assertThat(yamlOf(files, 3, PORTS), equalTo(DocumentedBindings.parquet()));
    Ports source = Ports.of(List.of(DocumentedBindings.LINES), List.of(), List.of());
    assertThat(yamlOf("docs/bindings.md", 1, source), equalTo(DocumentedBindings.stream()));
  }

  @Test
  void theDefinitionsOfThePagesHavePlans() {
    assertThat(
        DocumentedLanguage.plan().describe(), containsString("sessions with a gap of PT30M"));
    assertThat(DocumentedLanguage.greetings().describe(), containsString("lookup:customers"));
  }

  @Test
  void theViewsOfThePageHavePlansAndEdgesAsItSays() {
    String plan = DocumentedViews.training().describe();
    assertThat(
        plan,
        containsString("customer_spend@1 in asOf:labels: for PT8760H, about 60 bytes a fact"));
    assertThat(plan, containsString("customer_spend@1: no availability is declared"));
    assertThat(DocumentedViews.prices().describe(), containsString("changes by kind"));
    Instant at = Instant.parse("2026-03-01T12:00:00Z");
    assertThat(
        DocumentedViews.edges(at).stream().map(DocumentedViews.Spend::spend30d).toList(),
        is(List.of(0.0, 20.0, 20.0, 0.0)));
    assertThat(
        DocumentedViews.served(
            new DocumentedViews.Order("1", "ann", 20.0, false, at), List.of("ann", "bob"), at),
        allOf(containsString("PRESENT Optional[PT0S]"), containsString("1 of 1 facts count")));
  }

  @Test
  void whatThePageServesIsServed() {
    Instant at = Instant.parse("2026-03-01T12:00:00Z");
    DocumentedViews.Order order = new DocumentedViews.Order("1", "ann", 20.0, false, at);
    DocumentedServing.tested(order, order, at, hasToString(containsString("spend30d=40.0")));
  }

  @Test
  void aBlockIsComparedWholeLineByWholeLine() {
    assertThat(withoutIndentation("  a\n\n    b \n"), is("a\nb"));
  }

  private Bindings yamlOf(String page, int number, Ports ports) throws IOException {
    MatchResult block =
        YAML.matcher(Files.readString(ROOT.resolve(page))).results().toList().get(number);
    Path yaml = Files.writeString(folder.resolve("bindings.yaml"), block.group(1));
    return Bindings.load(yaml, ports, Map.of());
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(files(ROOT.resolve("docs"), ".md"));
    pages.add(ROOT.resolve("README.md"));
    return pages;
  }

  private static List<Path> files(Path folder, String extension) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(extension))
          .filter(file -> !file.toString().contains("/target/"))
          .sorted()
          .toList();
    }
  }

  /** Lines that hold something, without the blanks around them. */
  private static String withoutIndentation(String text) {
    return text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("\n"));
  }
}
