package dev.millrace.connect;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fills variables into the scalars of a bindings file: {@code ${NAME}}, {@code ${NAME:-default}}
 * for a variable that is unset or empty, and two dollar signs before a brace for a literal one. It
 * keeps what it filled in as {@link Secrets}.
 */
final class Environment {
  private static final Pattern VARIABLE =
      Pattern.compile("\\$\\$\\{|\\$\\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(?<rest>:-[^}]*)?\\}|\\$\\{");

  private final Map<String, String> variables;
  private Secrets secrets = Secrets.NONE;

  Environment(Map<String, String> variables) {
    this.variables = variables;
  }

  /** Every value that was filled in so far. */
  Secrets secrets() {
    return secrets;
  }

  /** The text with its variables filled in; empty when one cannot be, which is then reported. */
  Optional<String> resolve(YamlNode.Text text, Place place, Findings findings) {
    Matcher matcher = VARIABLE.matcher(text.raw());
    StringBuilder resolved = new StringBuilder();
    boolean complete = true;
    boolean secret = false;
    while (matcher.find()) {
      String name = matcher.group("name");
      String value;
      if (name != null) {
        value = value(name, matcher.group("rest"), place, findings);
        complete &= value != null;
        secret |= isSet(name);
      } else if (matcher.group().equals("$${")) {
        value = "${";
      } else {
        broken(text, place, findings);
        return Optional.empty();
      }
      matcher.appendReplacement(resolved, Matcher.quoteReplacement(value == null ? "" : value));
    }
    String whole = matcher.appendTail(resolved).toString();
    if (secret) {
      secrets = secrets.with(whole, text.raw());
    }
    return complete ? Optional.of(whole) : Optional.empty();
  }

  private @Nullable String value(
      String name, @Nullable String rest, Place place, Findings findings) {
    String value = variables.get(name);
    if (value != null && (!value.isEmpty() || rest == null)) {
      secrets = secrets.with(value, "${" + name + "}");
      return value;
    }
    if (rest != null) {
      return rest.substring(":-".length());
    }
    findings.add(
        BindingCode.UNSET_VARIABLE,
        place,
        "the environment variable " + name + " is not set",
        "the value cannot be known without it",
        "set " + name + ", or write ${" + name + ":-default}");
    return null;
  }

  private boolean isSet(String name) {
    return !variables.getOrDefault(name, "").isEmpty();
  }

  private static void broken(YamlNode.Text text, Place place, Findings findings) {
    findings.add(
        BindingCode.BROKEN_VARIABLE,
        place,
        text.describe() + " has a '${' that starts no variable",
        "a variable is ${NAME} or ${NAME:-default}, its name of letters, digits and '_'",
        "correct the name, close the brace, or write $${ for a literal ${");
  }
}
