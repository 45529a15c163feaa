package dev.millrace.connect;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Reads a bindings file into {@link YamlNode}s. Made for files that nobody has looked at: it
 * creates no objects by tag, an alias shares its anchor's node instead of copying it (so that a
 * bomb of aliases stays as small as the file), and size, depth and aliases are bounded.
 */
final class YamlTree {
  static final int MAX_BYTES = 1 << 20;
  static final int MAX_TEXT = 1 << 16;
  static final int MAX_DEPTH = 32;
  static final int MAX_ALIASES = 100;

  private static final YAMLFactory YAML = new YAMLFactory();

  private final YAMLParser parser;
  private final Findings findings;
  private final Deque<String> path = new ArrayDeque<>();
  private final Map<String, YamlNode> anchors = new HashMap<>();
  private int depth;
  private int aliases;

  private YamlTree(YAMLParser parser, Findings findings) {
    this.parser = parser;
    this.findings = findings;
  }

  /** The file's one mapping, or empty when it cannot be had; the findings then say why. */
  static Optional<YamlNode.Mapping> read(Path file, Findings findings) {
    return text(file, findings).flatMap(text -> parse(text, findings));
  }

  static Optional<YamlNode.Mapping> parse(String text, Findings findings) {
    try (YAMLParser parser = YAML.createParser(text)) {
      return new YamlTree(parser, findings).document();
    } catch (TooLargeException tooLarge) {
      findings.add(
          BindingCode.TOO_LARGE,
          tooLarge.place,
          tooLarge.what,
          "a bindings file is small and flat; this one looks like an attack or a mix-up",
          "check that this is the bindings file");
    } catch (IOException malformed) {
      findings.add(
          BindingCode.MALFORMED,
          place(malformed, text),
          "not YAML: " + reason(malformed),
          "nothing can be read behind this place, so there may be more problems after it",
          "correct the line");
    }
    return Optional.empty();
  }

  private static Optional<String> text(Path file, Findings findings) {
    String why = "without it no port is bound";
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        findings.add(
            BindingCode.TOO_LARGE,
            new Place(1, 1, ""),
            "the file has more than " + MAX_BYTES + " bytes",
            "a bindings file is small and flat; this one looks like an attack or a mix-up",
            "check that this is the bindings file");
        return Optional.empty();
      }
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException notUtf8) {
      unreadable(findings, "the file is not UTF-8", why, "save it as UTF-8");
    } catch (NoSuchFileException missing) {
      unreadable(findings, "there is no such file", why, "check the path given with --bindings");
    } catch (IOException unreadable) {
      unreadable(
          findings,
          "the file cannot be read: " + unreadable.getMessage(),
          why,
          "check the path and its permissions");
    }
    return Optional.empty();
  }

  private static void unreadable(Findings findings, String what, String why, String fix) {
    findings.add(BindingCode.UNREADABLE, new Place(1, 1, ""), what, why, fix);
  }

  private Optional<YamlNode.Mapping> document() throws IOException {
    if (parser.nextToken() == null) {
      notAMapping(new YamlNode.Nothing(new Place(1, 1, "")));
      return Optional.empty();
    }
    YamlNode root = node();
    path.clear();
    if (parser.nextToken() != null) {
      findings.add(
          BindingCode.MALFORMED,
          here(),
          "a second document starts here",
          "bindings are one document; what follows would be ignored",
          "merge the documents and take out the line '---'");
    }
    if (root instanceof YamlNode.Mapping mapping) {
      return Optional.of(mapping);
    }
    notAMapping(root);
    return Optional.empty();
  }

  private void notAMapping(YamlNode root) {
    findings.add(
        BindingCode.WRONG_TYPE,
        root.place(),
        "the file holds " + root.describe(),
        "bindings are a mapping of sources, sinks and quarantine",
        "write sources: {...}, sinks: {...} and quarantine: {...}");
  }

  /** The node that starts at the current token; ends at its last token. */
  private YamlNode node() throws IOException {
    Place place = here();
    refuseTag(place);
    if (isAlias()) {
      return anchored(place, parser.getText());
    }
    String anchor = parser.getObjectId();
    YamlNode node =
        switch (parser.currentToken()) {
          case START_OBJECT -> mapping(place);
          case START_ARRAY -> sequence(place);
          case VALUE_NULL -> new YamlNode.Nothing(place);
          default -> new YamlNode.Text(place, scalar(place));
        };
    if (anchor != null && !(node instanceof YamlNode.Text)) {
      // Known only once it is complete: an alias inside its own anchor finds nothing. Jackson does
      // not tell the anchors of scalars.
      anchors.put(anchor, node);
    }
    return node;
  }

  private YamlNode mapping(Place place) throws IOException {
    enter(place);
    Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      Place keyPlace = here();
      path.addLast(key);
      Place inKey = keyPlace.of(port());
      parser.nextToken();
      YamlNode value = node();
      path.removeLast();
      YamlNode.Entry earlier = entries.putIfAbsent(key, new YamlNode.Entry(inKey, value));
      if (earlier != null) {
        findings.add(
            BindingCode.DUPLICATE_KEY,
            inKey,
            "'" + key + "' stands twice; first in line " + earlier.keyPlace().line(),
            "only one of them could count, and nobody would see which",
            "keep one");
      }
    }
    depth--;
    return new YamlNode.Mapping(place, entries);
  }

  private YamlNode sequence(Place place) throws IOException {
    enter(place);
    List<YamlNode> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(node());
    }
    depth--;
    return new YamlNode.Sequence(place, items);
  }

  private void enter(Place place) throws TooLargeException {
    if (++depth > MAX_DEPTH) {
      throw new TooLargeException(place, "more than " + MAX_DEPTH + " levels of nesting");
    }
  }

  private String scalar(Place place) throws IOException {
    String text = parser.getText();
    if (text.length() > MAX_TEXT) {
      throw new TooLargeException(place, "a value of more than " + MAX_TEXT + " characters");
    }
    return text;
  }

  private YamlNode anchored(Place place, String anchor) throws TooLargeException {
    if (++aliases > MAX_ALIASES) {
      throw new TooLargeException(place, "more than " + MAX_ALIASES + " aliases");
    }
    YamlNode node = anchors.get(anchor);
    if (node != null) {
      return node;
    }
    findings.add(
        BindingCode.UNKNOWN_ANCHOR,
        place,
        "*" + anchor + " names no mapping or list above it",
        "an alias repeats a mapping or a list that stands, complete, before it",
        "write the value out");
    return new YamlNode.Broken(place);
  }

  private void refuseTag(Place place) throws IOException {
    String tag = parser.getTypeId();
    if (tag != null) {
      findings.add(
          BindingCode.TAG,
          place,
          "the tag '" + tag + "' is not allowed",
          "what a value is follows from the key; a tag could make objects of any class",
          "take the tag out");
    }
  }

  // Jackson has no other way to tell an alias from text that reads like its anchor.
  @SuppressWarnings("deprecation")
  private boolean isAlias() {
    return parser.isCurrentAlias();
  }

  private Place here() {
    JsonLocation location = parser.currentTokenLocation();
    return new Place(location.getLineNr(), location.getColumnNr(), port());
  }

  /** The port whose part of the file is being read, as messages name it. */
  private String port() {
    if (path.size() < 2) {
      return "";
    }
    var keys = path.iterator();
    String section = keys.next();
    return Section.labelled(section, keys.next());
  }

  private static Place place(IOException malformed, String text) {
    if (malformed.getCause() instanceof MarkedYAMLException marked
        && marked.getProblemMark() != null) {
      return new Place(
          marked.getProblemMark().getLine() + 1, marked.getProblemMark().getColumn() + 1, "");
    }
    if (malformed.getCause() instanceof ReaderException unprintable) {
      int end = text.offsetByCodePoints(0, unprintable.getPosition());
      int lineStart = text.lastIndexOf('\n', end - 1) + 1;
      int line = 1 + (int) text.substring(0, lineStart).chars().filter(c -> c == '\n').count();
      return new Place(line, end - lineStart + 1, "");
    }
    JsonLocation location =
        malformed instanceof JsonProcessingException json ? json.getLocation() : null;
    return location == null || location.getLineNr() < 1
        ? new Place(1, 1, "")
        : new Place(location.getLineNr(), Math.max(1, location.getColumnNr()), "");
  }

  /** The parser's own words, without its excerpt of the file, which may hold anything. */
  private static String reason(IOException malformed) {
    if (malformed.getCause() instanceof MarkedYAMLException marked) {
      return marked.getContext() == null
          ? marked.getProblem()
          : marked.getContext() + ", " + marked.getProblem();
    }
    String message =
        malformed instanceof JsonProcessingException json
            ? json.getOriginalMessage()
            : String.valueOf(malformed.getMessage());
    // Jackson goes on with the name of a parser class.
    return message.startsWith("Expected a field name")
        ? "a key has to be text"
        : message.lines().findFirst().orElse("no reason given");
  }

  /** Ends the reading: what follows must not even be looked at. */
  private static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Place place;
    private final String what;

    TooLargeException(Place place, String what) {
      super(what);
      this.place = place;
      this.what = what;
    }
  }
}
