package dev.millrace.connect;

import dev.millrace.plan.ErrorCode;
import dev.millrace.plan.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of a bindings file, as a connector reads it: by asking for its keys. What is missing,
 * of the wrong type or never asked for becomes a {@link Problem} that names the file, the line and
 * the port; nothing is thrown, so that all of them are told at once.
 *
 * <p>After a problem the methods return a placeholder (empty text, 0, the first choice), and what
 * the connector makes of it is thrown away together with any exception it throws: a connector is
 * written as if its settings were right.
 *
 * <p>Values have their variables filled in. A connector may treat them like any other: whatever its
 * binding says in {@link SourceBinding#describe} or in problems is shown with {@code ${NAME}} in
 * place of what came from the environment. A relative path means what it means to the process that
 * launches: it starts at the working directory, not at the bindings file.
 *
 * <p>A key with nothing behind it is a problem and not the same as an absent one. Not thread-safe.
 */
public final class Config {
  /** Keys of which one is missing. */
  private record Missing(Set<String> anyOf, BindingCode code, String what, String why) {}

  private static final String TEXT_OR_LIST = "text, or a list of texts, [a, b]";

  private final YamlNode.Mapping node;
  private final Place place;
  private final String port;
  private final Findings findings;
  private final Environment environment;
  private final BindingOpener opener;
  private final Set<String> asked = new LinkedHashSet<>();
  private final Map<String, Config> children = new LinkedHashMap<>();
  private final List<Config> entries = new ArrayList<>();
  private final List<Missing> missing = new ArrayList<>();
  private boolean brokeOff;

  private Config(
      YamlNode.Mapping node,
      Place place,
      String port,
      Findings findings,
      Environment environment,
      BindingOpener opener) {
    this.node = node;
    this.place = place;
    this.port = port;
    this.findings = findings;
    this.environment = environment;
    this.opener = opener;
  }

  static Config root(
      YamlNode.Mapping node, Findings findings, Environment environment, BindingOpener opener) {
    return new Config(node, new Place(1, 1, ""), "", findings, environment, opener);
  }

  /** All keys, in the order of the file. Listing them is not asking for them. */
  public List<String> keys() {
    return List.copyOf(node.entries().keySet());
  }

  /** Whether the key is there; asks for it. */
  public boolean has(String key) {
    asked.add(key);
    return node.entries().containsKey(key);
  }

  /** A scalar as text, as it is written: {@code 007} is three characters. */
  public String text(String key) {
    return requires(key) ? scalar(key, "text").orElse("") : "";
  }

  /** Empty when the key is absent. */
  public Optional<String> optionalText(String key) {
    return has(key) ? scalar(key, "text") : Optional.empty();
  }

  /** A whole number of 32 bits. */
  public int integer(String key) {
    requires(key);
    return parsed(key, "a whole number of at most 32 bits", Integer::valueOf).orElse(0);
  }

  /** {@link #integer(String)}, or a default: where the key is absent, and after a problem. */
  public int integer(String key, int otherwise) {
    return parsed(key, "a whole number of at most 32 bits", Integer::valueOf).orElse(otherwise);
  }

  /** {@code true} or {@code false}; no other word. */
  public boolean bool(String key) {
    requires(key);
    return parsed(key, "true or false", Config::trueOrFalse).orElse(false);
  }

  /** One of the given words, spelt exactly so. */
  public String choice(String key, String... words) {
    if (!requires(key)) {
      return words[0];
    }
    Optional<String> word = scalar(key, "one of " + quoted(List.of(words)));
    if (word.isPresent() && !List.of(words).contains(word.get())) {
      findings.add(
          BindingCode.WRONG_CHOICE,
          placeOf(key),
          "'" + key + "' is " + value(key).describe(),
          "it can be " + quoted(List.of(words)),
          Nearest.hint(Nearest.to(word.get(), List.of(words)), "write one of these"));
      return words[0];
    }
    return word.orElse(words[0]);
  }

  /**
   * Text that {@code parser} understands; empty when the key is absent, and, with a problem, when
   * the parser throws a RuntimeException.
   *
   * @param expected completes the sentence "it has to be …": {@code a time zone such as
   *     Europe/London}
   */
  public <V> Optional<V> parsed(String key, String expected, Function<String, V> parser) {
    if (!has(key)) {
      return Optional.empty();
    }
    Optional<String> text = scalar(key, expected);
    try {
      return text.map(parser);
    } catch (RuntimeException notUnderstood) {
      // Its message is left out: it quotes the value, which may be a secret.
      wrongType(key, value(key), expected);
      return Optional.empty();
    }
  }

  /** A mapping inside this one. After a problem, one without keys. */
  public Config map(String key) {
    return requires(key) ? optionalMap(key).orElseGet(() -> nothing(key)) : nothing(key);
  }

  /** Empty when the key is absent, and after a problem. */
  public Optional<Config> optionalMap(String key) {
    if (!has(key)) {
      return Optional.empty();
    }
    if (value(key) instanceof YamlNode.Mapping mapping) {
      return Optional.of(child(key, mapping));
    }
    wrongType(key, value(key), "a mapping, {key: value}");
    return Optional.empty();
  }

  /**
   * Another source inside this one, {@code {connector: {…}}}, of any connector on the class path.
   * Empty when the key is absent, and after a problem in it.
   *
   * @param type the rows it is asked for
   */
  public <T> Optional<SourceBinding<? super T>> optionalSource(String key, Class<T> type) {
    return optionalMap(key)
        .flatMap(
            entry ->
                entry.opened(BindingOpener.sources(type)).filter(opened -> !entry.lacksKeys()));
  }

  /** A list of scalars, each as text. */
  public List<String> list(String key) {
    if (!requires(key)) {
      return List.of();
    }
    if (!(value(key) instanceof YamlNode.Sequence sequence)) {
      wrongType(key, value(key), "a list, [a, b]");
      return List.of();
    }
    return items(key, sequence);
  }

  private List<String> items(String key, YamlNode.Sequence sequence) {
    List<String> texts = new ArrayList<>();
    for (YamlNode item : sequence.items()) {
      scalar("an item of '" + key + "'", item, item.place(), "text").ifPresent(texts::add);
    }
    return texts;
  }

  /**
   * A scalar as text, or a list of them that has at least one. Empty when the key is absent, and
   * after a problem.
   */
  public List<String> textOrList(String key) {
    if (!has(key)) {
      return List.of();
    }
    if (!(value(key) instanceof YamlNode.Sequence sequence)) {
      return scalar(key, TEXT_OR_LIST).stream().toList();
    }
    if (sequence.items().isEmpty()) {
      findings.add(
          BindingCode.WRONG_TYPE,
          placeOf(key),
          "'" + key + "' is an empty list",
          "it has to be " + TEXT_OR_LIST,
          "name at least one, or take the key out");
    }
    return items(key, sequence);
  }

  /**
   * The one key of these that is there, as in {@code csv}, {@code jsonl} or {@code parquet}. None,
   * or two, are a problem.
   */
  public String exactlyOne(String... keys) {
    List<String> present = List.of(keys).stream().filter(this::has).toList();
    if (present.isEmpty()) {
      missing.add(
          new Missing(
              Set.of(keys),
              BindingCode.NOT_EXACTLY_ONE,
              "none of " + quoted(List.of(keys)) + " is given" + found(),
              "exactly one of them says what this is"));
      return keys[0];
    }
    if (present.size() > 1) {
      findings.add(
          BindingCode.NOT_EXACTLY_ONE,
          keyPlace(present.get(1)),
          quoted(present) + " are given",
          "exactly one of " + quoted(List.of(keys)) + " says what this is",
          "keep one");
    }
    return present.get(0);
  }

  /**
   * Says no to a setting, with a code of the connector's own.
   *
   * @param key where the problem is; its line is named, or the mapping's where it is absent
   */
  public void problem(String key, ErrorCode code, String what, String why, String fix) {
    Secrets secrets = environment.secrets();
    findings.add(
        code,
        node.entries().containsKey(key) ? placeOf(key) : place.of(port),
        secrets.conceal(what),
        secrets.conceal(why),
        secrets.conceal(fix));
  }

  /** What this mapping, {@code {connector: {…}}}, is bound to; empty after a problem. */
  <B> Optional<B> opened(BindingOpener.Request<B> request) {
    return opener.open(this, request);
  }

  /** The mapping under a port's name. */
  Optional<Config> one(String key, String forPort) {
    asked.add(key);
    return entry(value(key), keyPlace(key), forPort);
  }

  /** The mappings under a port's name that takes one or a list of them. */
  List<Config> oneOrMore(String key, String forPort) {
    if (!(value(key) instanceof YamlNode.Sequence sequence)) {
      return one(key, forPort).stream().toList();
    }
    asked.add(key);
    return sequence.items().stream()
        .flatMap(item -> entry(item, item.place(), forPort).stream())
        .toList();
  }

  private Optional<Config> entry(YamlNode item, Place at, String forPort) {
    if (item instanceof YamlNode.Mapping mapping) {
      Config entry = new Config(mapping, at, forPort, findings, environment, opener);
      entries.add(entry);
      return Optional.of(entry);
    }
    wrongType("the binding", item, item.place().of(forPort), "a mapping, {connector: {…}}");
    return Optional.empty();
  }

  Place place() {
    return place.of(port);
  }

  Place keyPlace(String key) {
    YamlNode.Entry entry = node.entries().get(key);
    return (entry == null ? place : entry.keyPlace()).of(port);
  }

  /** Reports the keys that are missing and, deep down, the ones that nobody asked for. */
  void close() {
    for (String key : node.entries().keySet()) {
      if (!asked.contains(key) && !brokeOff) {
        unknown(key);
      }
    }
    for (Missing keys : missing) {
      findings.add(keys.code(), place.of(port), keys.what(), keys.why(), "add " + anyOf(keys));
    }
    children.values().forEach(Config::close);
    entries.forEach(Config::close);
  }

  /** Whoever reads this broke off, so what was not asked for may be known all the same. */
  void breakOff() {
    brokeOff = true;
    children.values().forEach(Config::breakOff);
  }

  boolean lacksKeys() {
    return !missing.isEmpty() || children.values().stream().anyMatch(Config::lacksKeys);
  }

  /** A key that nobody has asked for and that is probably a misspelling of the given one. */
  Optional<String> unaskedNear(String key) {
    return Nearest.to(key, keys().stream().filter(k -> !asked.contains(k)).toList());
  }

  String shown(@Nullable String text) {
    return environment.secrets().conceal(String.valueOf(text));
  }

  private void unknown(String key) {
    List<String> absent = asked.stream().filter(k -> !node.entries().containsKey(k)).toList();
    Optional<String> meant = Nearest.to(key, absent);
    // One mistake is told once: the misspelt key, and not also that its right spelling is missing.
    meant.ifPresent(word -> missing.removeIf(keys -> keys.anyOf().contains(word)));
    findings.add(
        BindingCode.UNKNOWN_KEY,
        keyPlace(key),
        "unknown key '" + key + "'",
        asked.isEmpty() ? "no keys are known here" : "known here: " + quoted(asked),
        Nearest.hint(meant, "take it out"));
  }

  private boolean requires(String key) {
    boolean there = has(key);
    if (!there && missing.stream().noneMatch(keys -> keys.anyOf().contains(key))) {
      missing.add(
          new Missing(
              Set.of(key),
              BindingCode.MISSING_KEY,
              "'" + key + "' is missing" + found(),
              "it has no default"));
    }
    return there;
  }

  private YamlNode value(String key) {
    YamlNode.Entry entry = node.entries().get(key);
    if (entry == null) {
      throw new IllegalStateException("not there: " + key);
    }
    return entry.value();
  }

  private Place placeOf(String key) {
    return value(key).place().of(port);
  }

  private Optional<String> scalar(String key, String expected) {
    return scalar("'" + key + "'", value(key), placeOf(key), expected);
  }

  private Optional<String> scalar(String name, YamlNode value, Place at, String expected) {
    if (value instanceof YamlNode.Text text) {
      return environment.resolve(text, at.of(port), findings);
    }
    wrongType(name, value, at.of(port), expected);
    return Optional.empty();
  }

  private void wrongType(String key, YamlNode value, String expected) {
    wrongType("'" + key + "'", value, placeOf(key), expected);
  }

  private void wrongType(String name, YamlNode value, Place at, String expected) {
    if (value instanceof YamlNode.Broken) {
      return;
    }
    findings.add(
        BindingCode.WRONG_TYPE,
        at,
        name + " is " + value.describe(),
        "it has to be " + expected,
        value instanceof YamlNode.Nothing
            ? "write a value behind it (\"\" for empty text), or take the key out"
            : "correct the value");
  }

  private Config child(String key, YamlNode.Mapping mapping) {
    return children.computeIfAbsent(
        key, k -> new Config(mapping, keyPlace(k), port, findings, environment, opener));
  }

  /** Stands for something whose problem is told; no child, so that nothing more is said of it. */
  private Config nothing(String key) {
    return new Config(
        new YamlNode.Mapping(place, Map.of()), keyPlace(key), port, findings, environment, opener);
  }

  private String found() {
    return node.entries().isEmpty() ? "" : "; the keys here are " + quoted(node.entries().keySet());
  }

  private static String anyOf(Missing keys) {
    return keys.anyOf().size() == 1
        ? quoted(keys.anyOf())
        : "one of " + quoted(keys.anyOf().stream().sorted().toList());
  }

  private static Boolean trueOrFalse(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  static String quoted(Iterable<String> words) {
    List<String> quoted = new ArrayList<>();
    words.forEach(word -> quoted.add("'" + word + "'"));
    return String.join(", ", quoted);
  }
}
