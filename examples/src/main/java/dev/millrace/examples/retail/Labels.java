package dev.millrace.examples.retail;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Says of every customer, at the first of every month, whether something is bought in the 30 days
 * after: the answers that a model learns from. A label looks forward, so it is no feature.
 *
 * <p>The months are January to November 2011, each from its first midnight in London; the answer of
 * December lies behind the last line of the data. A customer is asked about from the first month
 * that begins after their first line. Only valid lines count.
 */
public final class Labels {
  static final YearMonth FIRST_MONTH = YearMonth.of(2011, 1);
  static final YearMonth LAST_MONTH = YearMonth.of(2011, 11);
  static final Duration HORIZON = Duration.ofDays(30);

  private final Map<String, Customer> customers = new TreeMap<>();

  /** When a customer's lines are from, and when those are from by which something was bought. */
  private record Customer(NavigableSet<Instant> lines, NavigableSet<Instant> purchases) {
    Customer() {
      this(new TreeSet<>(), new TreeSet<>());
    }

    boolean isKnownBefore(Instant at) {
      return lines.first().isBefore(at);
    }

    boolean buysAfter(Instant at) {
      Instant next = purchases.higher(at);
      return next != null && !next.isAfter(at.plus(HORIZON));
    }
  }

  /** Arguments: the folder of the valid lines, and the CSV file to write. */
  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      throw new IllegalArgumentException("Arguments: VALID_LINES LABELS");
    }
    Labels labels = new Labels();
    ValidLinesFolder.read(Path.of(args[0]), labels::add);
    List<Label> all = labels.all();
    write(all, Path.of(args[1]));
    System.out.printf(
        Locale.ROOT,
        "Wrote %d labels, %d of them of customers who buy, to %s%n",
        all.size(),
        all.stream().filter(Label::buysNext30d).count(),
        args[1]);
  }

  /** A valid line; lines may come in any order. */
  void add(InvoiceLine line) {
    String id = line.customerId();
    if (id == null) {
      throw new IllegalArgumentException("a valid line has a customer: " + line);
    }
    Customer customer = customers.computeIfAbsent(id, unknown -> new Customer());
    customer.lines().add(line.invoicedAt());
    if (line.quantity() > 0) {
      customer.purchases().add(line.invoicedAt());
    }
  }

  /** The labels, by time and then by customer. */
  List<Label> all() {
    List<Label> labels = new ArrayList<>();
    for (Instant at : times()) {
      customers.forEach(
          (id, customer) -> {
            if (customer.isKnownBefore(at)) {
              labels.add(new Label(id, at, customer.buysAfter(at)));
            }
          });
    }
    return labels;
  }

  private static List<Instant> times() {
    return Stream.iterate(
            FIRST_MONTH, month -> !month.isAfter(LAST_MONTH), month -> month.plusMonths(1))
        .map(month -> month.atDay(1).atStartOfDay(Retail.LONDON).toInstant())
        .toList();
  }

  /** Writes beside the final name and renames: whoever sees the final name sees the whole file. */
  private static void write(List<Label> labels, Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("customerId,at,buysNext30d");
    for (Label label : labels) {
      lines.add(label.customerId() + "," + label.at() + "," + label.buysNext30d());
    }
    Path unfinished = file.resolveSibling(file.getFileName() + ".part");
    Files.write(unfinished, lines);
    Files.move(unfinished, file, ATOMIC_MOVE, REPLACE_EXISTING);
  }
}
