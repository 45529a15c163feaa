package dev.millrace.servers;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What Prometheus would read: its text format 0.0.4, by the letter. A text that Prometheus would
 * refuse, or in which a metric has no type, stands apart from its own or says a thing twice, is
 * refused.
 */
public final class Scrape {
  /** One line: a metric's value under its labels. */
  public record Sample(String name, Map<String, String> labels, double value) {}

  private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
  private static final Pattern HELP =
      Pattern.compile("# HELP (" + NAME + ") ((?:[^\\\\]|\\\\[\\\\n])*)");
  private static final Pattern TYPE =
      Pattern.compile("# TYPE (" + NAME + ") (counter|gauge|summary|histogram|untyped)");
  private static final Pattern SAMPLE =
      Pattern.compile("(" + NAME + ")(?:\\{(.*)\\})? (\\S+)(?: -?[0-9]+)?");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\\\\\"]|\\\\[\\\\\"n])*)\"(?:,|$)");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(Inf|[0-9]+(\\.[0-9]*)?([eE][+-]?[0-9]+)?)|NaN");
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final List<Sample> samples = new ArrayList<>();
  private final Map<String, String> types = new HashMap<>();
  private final Set<Object> seen = new HashSet<>();
  private String family = "";

  private Scrape(String text) {
    if (!text.isEmpty() && !text.endsWith("\n")) {
      throw refused(text, "the last line has no end");
    }
    text.lines().forEach(this::read);
  }

  /** A text as it was served. */
  public static Scrape parse(String text) {
    return new Scrape(text);
  }

  /**
   * Asks as Prometheus does.
   *
   * @throws IOException when nobody answers, or not with such a text
   */
  public static Scrape of(String url) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10)).build();
    try {
      HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
      String type = answer.headers().firstValue("Content-Type").orElse("nothing");
      if (answer.statusCode() != 200 || !type.startsWith("text/plain; version=0.0.4")) {
        throw new IOException(url + " answers " + answer.statusCode() + " with " + type);
      }
      return parse(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static IllegalArgumentException refused(String line, String why) {
    return new IllegalArgumentException(why + ": " + line);
  }

  private void read(String line) {
    if (line.startsWith("# HELP ")) {
      Matcher help = matched(HELP, line);
      begin(help.group(1), line);
      once(List.of("HELP", help.group(1)), line);
    } else if (line.startsWith("# TYPE ")) {
      Matcher type = matched(TYPE, line);
      begin(type.group(1), line);
      once(List.of("TYPE", type.group(1)), line);
      types.put(type.group(1), type.group(2));
    } else if (!line.startsWith("#") && !line.isBlank()) {
      sample(line);
    }
  }

  private static Matcher matched(Pattern pattern, String line) {
    Matcher matcher = pattern.matcher(line);
    if (!matcher.matches()) {
      throw refused(line, "not " + pattern);
    }
    return matcher;
  }

  /** All lines of a metric stand together. */
  private void begin(String name, String line) {
    if (!family.equals(name)) {
      once(List.of("family", name), line);
      family = name;
    }
  }

  private void once(Object what, String line) {
    if (!seen.add(what)) {
      throw refused(line, "said before");
    }
  }

  private void sample(String line) {
    Matcher sample = matched(SAMPLE, line);
    String name = sample.group(1);
    String type = types.getOrDefault(family, "");
    boolean isPart =
        (type.equals("summary") || type.equals("histogram"))
            && name.matches(Pattern.quote(family) + "_(sum|count|bucket)");
    if (type.isEmpty() || !(name.equals(family) || isPart)) {
      throw refused(line, "not behind its type");
    }
    matched(NUMBER, sample.group(3));
    double value = Double.parseDouble(sample.group(3).replace("Inf", "Infinity"));
    if (type.equals("counter") && !(value >= 0)) {
      throw refused(line, "no counter is less than 0");
    }
    Map<String, String> labels = labels(sample.group(2) == null ? "" : sample.group(2));
    once(List.of(name, labels), line);
    samples.add(new Sample(name, labels, value));
  }

  private static Map<String, String> labels(String text) {
    Map<String, String> labels = new TreeMap<>();
    Matcher label = LABEL.matcher(text);
    int at = 0;
    while (at < text.length()) {
      if (!label.find(at) || label.start() != at) {
        throw refused(text, "no labels");
      }
      if (labels.put(label.group(1), unescaped(label.group(2))) != null) {
        throw refused(text, "a label twice");
      }
      at = label.end();
    }
    return labels;
  }

  private static String unescaped(String text) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
        plain.append(text.charAt(i) == 'n' ? '\n' : text.charAt(i));
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  /** All lines with a value. */
  public List<Sample> samples() {
    return List.copyOf(samples);
  }

  /** {@code counter}, {@code gauge}…; empty where nothing of that name was told. */
  public String type(String name) {
    return types.getOrDefault(name, "");
  }

  /** The lines of a name that have certain labels, whatever others they have. */
  public Stream<Sample> of(String name, Map<String, String> labels) {
    return samples.stream()
        .filter(each -> each.name().equals(name))
        .filter(each -> each.labels().entrySet().containsAll(labels.entrySet()));
  }

  /** The sum of {@link #of(String, Map)}; empty when there is no such line. */
  public OptionalDouble sum(String name, Map<String, String> labels) {
    List<Sample> found = of(name, labels).toList();
    return found.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(found.stream().mapToDouble(Sample::value).sum());
  }
}
