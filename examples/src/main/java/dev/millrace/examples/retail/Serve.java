package dev.millrace.examples.retail;

import dev.millrace.feature.FeatureAnswer;
import dev.millrace.feature.FeatureEvaluator;
import dev.millrace.record.Field;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;

/**
 * Answers for a customer and a time, as a service would that has seen the valid lines: the same
 * features as in the training set, by the same code, and no Beam on the class path.
 */
public final class Serve {
  private static final String EXPLAIN = "--explain";

  /** A feature under its name. */
  private record Shown(String name, Field<CustomerSpend, ?> feature) {}

  private static final List<Shown> SHOWN =
      List.of(
          new Shown("spend30d", CustomerSpend::spend30d),
          new Shown("lines30d", CustomerSpend::lines30d),
          new Shown("invoices90d", CustomerSpend::invoices90d),
          new Shown("maxLine90d", CustomerSpend::maxLine90d),
          new Shown("returns90d", CustomerSpend::returns90d),
          new Shown("lastCountry", CustomerSpend::lastCountry),
          new Shown("meanLine30d", CustomerSpend::meanLine30d),
          new Shown("daysSinceLast", CustomerSpend::daysSinceLast));

  private Serve() {}

  /**
   * Arguments: the folder of the valid lines, a customer, a time with its offset
   * (2011-06-01T00:00:00+01:00), and perhaps {@code --explain}.
   */
  public static void main(String[] args) throws IOException {
    boolean isExplained = args.length == 4 && args[3].equals(EXPLAIN);
    if (args.length != 3 && !isExplained) {
      throw new IllegalArgumentException("Arguments: VALID_LINES CUSTOMER TIME [" + EXPLAIN + "]");
    }
    FeatureEvaluator<String, InvoiceLine, CustomerSpend> spend = Retail.SPEND.evaluator();
    ValidLinesFolder.read(Path.of(args[0]), spend::update);
    Instant at = OffsetDateTime.parse(args[2]).toInstant();
    System.out.print(shown(args[1], spend.ask(args[1], at)));
    if (isExplained) {
      System.out.print("\n" + spend.explain(args[1], at));
    }
  }

  /** A line for each feature: name, value, and why it has it. */
  static String shown(String customer, FeatureAnswer<CustomerSpend> answer) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT, "%s of %s at %s%n", Retail.SPEND.title(), customer, answer.at()));
    for (Shown shown : SHOWN) {
      text.append(
          String.format(
              Locale.ROOT,
              "  %-15s%-20s%s%n",
              shown.name(),
              shown.feature().get(answer.features()),
              answer.status(shown.feature())));
    }
    return text.toString();
  }
}
