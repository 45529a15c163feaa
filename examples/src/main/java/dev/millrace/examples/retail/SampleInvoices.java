package dev.millrace.examples.retail;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;

/**
 * Invents invoices: several lines that share number, customer, time and country; a few countries
 * and products sell most. There is a customer for every 50 lines, and never more than 4,000.
 *
 * <p>Frequencies follow the real data: a quarter of the lines has no customer, one in sixty is a
 * cancellation, one in 180 has a stock code that is no product, one in 400 is a stock correction (a
 * negative quantity that is no cancellation, at no price). Rarities, among them the lines that
 * cannot be read, come once each in every ten thousand lines.
 *
 * <p>Only {@link Random} and exact arithmetic are used, both of which the Java specification fixes
 * to the bit. Times are local times in London, written as they are: no zone is ever applied.
 */
final class SampleInvoices {
  private static final LocalDate FIRST_DAY = LocalDate.of(2010, 12, 1);
  private static final LocalDate LAST_DAY = LocalDate.of(2011, 12, 9);
  private static final LocalDateTime SPRING_GAP = LocalDateTime.of(2011, 3, 27, 1, 30);
  private static final LocalDateTime AUTUMN_OVERLAP = LocalDateTime.of(2011, 10, 30, 1, 30);
  private static final LocalTime OPENING = LocalTime.of(8, 0);
  private static final int OPEN_MINUTES = 600;
  private static final int RARITY_EVERY = 500;

  private static final String HOME = "United Kingdom";
  private static final int MOST_CUSTOMERS = 4_000;
  private static final int LINES_OF_A_CUSTOMER = 50;
  private static final int[] INVOICE_SIZES = {1, 1, 2, 4, 6, 9, 12, 14, 17, 20, 25, 31, 45, 90};
  private static final int[] QUANTITIES = {
    1, 1, 1, 1, 2, 2, 2, 12, 12, 6, 6, 4, 4, 3, 24, 10, 48, 8
  };
  private static final String[] CORRECTIONS = {"check", "damages", "?", "Unsaleable, destroyed."};

  /** Where one invoice in eleven goes, the commonest first; all others stay at home. */
  private static final String[] ABROAD = {
    "Germany", "France", "EIRE", "Spain", "Netherlands", "Belgium", "Switzerland", "Portugal",
    "Australia", "Norway", "Italy", "Channel Islands", "Finland", "Cyprus", "Unspecified", "Japan",
    "USA", "Hong Kong", "Iceland", "RSA"
  };

  private final Random random;
  private final List<SampleProduct> catalogue;
  private final double[] popularity;
  private final List<LocalDate> days = openDays();
  private int nextInvoice = 536_365;
  private int customers;

  SampleInvoices(long seed) {
    random = new Random(seed);
    catalogue = SampleProduct.catalogue(random);
    popularity = zipf(catalogue.size());
  }

  /** What all lines of one invoice share. The customer is as written, empty where unknown. */
  private record Invoice(String number, LocalDateTime time, String customer, String country) {
    Invoice at(LocalDateTime otherTime) {
      return new Invoice(number, otherTime, customer, country);
    }

    String line(SampleProduct product, int quantity) {
      return line(product, String.valueOf(quantity));
    }

    String line(SampleProduct product, String quantity) {
      return String.join(
          ",",
          number,
          product.code(),
          quoted(product.description()),
          quantity,
          time.toLocalDate() + " " + time.toLocalTime() + ":00",
          pounds(product.pence()),
          customer,
          country);
    }
  }

  /** Hands over each line with its day, line feed included, in the order of invoice numbers. */
  void write(long rows, BiConsumer<LocalDate, byte[]> lines) {
    // Few lines have few customers, so that these come back as real ones do.
    customers = (int) Math.min(MOST_CUSTOMERS, 1 + rows / LINES_OF_A_CUSTOMER);
    long written = 0;
    while (written < rows) {
      Invoice invoice = nextInvoice(timeOf(written, rows));
      List<String> content = content(invoice);
      for (int i = 0; i < content.size() && written < rows; i++) {
        long slot = written % (RARITY_EVERY * 20L);
        if (slot % RARITY_EVERY == RARITY_EVERY - 1) {
          writeRarity((int) (slot / RARITY_EVERY), invoice, lines);
        } else {
          hand(invoice, content.get(i), StandardCharsets.UTF_8, lines);
        }
        written++;
      }
    }
  }

  private LocalDateTime timeOf(long written, long rows) {
    long minute = Math.multiplyExact(written, (long) days.size() * OPEN_MINUTES) / rows;
    LocalDate day = days.get((int) (minute / OPEN_MINUTES));
    return day.atTime(OPENING.plusMinutes(minute % OPEN_MINUTES));
  }

  private Invoice nextInvoice(LocalDateTime time) {
    String country = random.nextInt(1000) < 915 ? HOME : abroad();
    double at = random.nextDouble();
    int customer = 12_346 + (int) (at * at * customers);
    boolean known = random.nextInt(1000) >= 247;
    return new Invoice(String.valueOf(nextInvoice++), time, known ? customer + ".0" : "", country);
  }

  private String abroad() {
    double at = random.nextDouble();
    return ABROAD[(int) (at * at * ABROAD.length)];
  }

  private List<String> content(Invoice invoice) {
    int kind = random.nextInt(1000);
    if (kind < 140) {
      return cancellation(invoice);
    }
    return kind < 180 ? correction(invoice) : sale(invoice);
  }

  private List<String> sale(Invoice invoice) {
    List<String> lines = new ArrayList<>();
    for (int i = INVOICE_SIZES[random.nextInt(INVOICE_SIZES.length)]; i > 0; i--) {
      int kind = random.nextInt(10_000);
      if (kind < 55) {
        lines.add(invoice.line(any(SampleProduct.NOT_PRODUCTS), 1));
      } else if (kind < 63) {
        lines.add(invoice.line(product().pricedAt(0), quantity()));
      } else {
        lines.add(invoice.line(product(), quantity()));
      }
    }
    return lines;
  }

  private List<String> cancellation(Invoice sold) {
    Invoice invoice =
        new Invoice("C" + sold.number(), sold.time(), sold.customer(), sold.country());
    List<String> lines = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      boolean discount = random.nextInt(60) == 0;
      lines.add(invoice.line(discount ? SampleProduct.DISCOUNT : product(), -quantity()));
    }
    return lines;
  }

  /** The warehouse's own bookings: no customer, no price, mostly no text, goods gone or found. */
  private List<String> correction(Invoice invoice) {
    SampleProduct product = product().pricedAt(0);
    boolean described = random.nextInt(10) < 4;
    product = product.describedAs(described ? CORRECTIONS[random.nextInt(4)] : "");
    int quantity = random.nextInt(100) < 55 ? -quantity() : quantity();
    return List.of(inHouse(invoice).line(product, quantity));
  }

  /** Takes the place of an ordinary line, so that the number of lines stays what was asked for. */
  private void writeRarity(int which, Invoice invoice, BiConsumer<LocalDate, byte[]> lines) {
    SampleProduct product = product();
    Invoice house = inHouse(invoice);
    String whole = invoice.line(product, quantity());
    switch (which) {
      case 0 -> hand(invoice, whole.substring(0, 24), StandardCharsets.UTF_8, lines);
      case 2 -> hand(invoice, invoice.line(product, "1O"), StandardCharsets.UTF_8, lines);
      // A pound sign in Latin-1 is a byte that no UTF-8 text contains at that place.
      case 4 ->
          hand(house, house.line(SampleProduct.VOUCHER, 1), StandardCharsets.ISO_8859_1, lines);
      case 6 -> {
        Invoice never = invoice.at(SPRING_GAP);
        hand(never, never.line(product, quantity()), StandardCharsets.UTF_8, lines);
      }
      case 8 -> {
        Invoice twice = invoice.at(AUTUMN_OVERLAP);
        hand(twice, twice.line(product, quantity()), StandardCharsets.UTF_8, lines);
      }
      case 10 -> {
        SampleProduct twoLines = product.describedAs(product.description() + "\nSEE NOTE");
        hand(invoice, invoice.line(twoLines, quantity()), StandardCharsets.UTF_8, lines);
      }
      case 12 -> hand(house, house.line(SampleProduct.BAD_DEBT, 1), StandardCharsets.UTF_8, lines);
      case 14 -> hand(house, house.line(SampleProduct.FEE, 1), StandardCharsets.UTF_8, lines);
      case 16 -> hand(house, house.line(SampleProduct.VOUCHER, 1), StandardCharsets.UTF_8, lines);
      case 18 ->
          hand(invoice, invoice.line(SampleProduct.CHARGES, 1), StandardCharsets.UTF_8, lines);
      default -> hand(invoice, whole, StandardCharsets.UTF_8, lines);
    }
  }

  private static void hand(
      Invoice invoice, String line, Charset charset, BiConsumer<LocalDate, byte[]> lines) {
    lines.accept(invoice.time().toLocalDate(), (line + "\n").getBytes(charset));
  }

  private static Invoice inHouse(Invoice invoice) {
    return new Invoice(invoice.number(), invoice.time(), "", HOME);
  }

  private SampleProduct product() {
    double at = random.nextDouble() * popularity[popularity.length - 1];
    int found = Arrays.binarySearch(popularity, at);
    return catalogue.get(found < 0 ? -found - 1 : found);
  }

  private int quantity() {
    return QUANTITIES[random.nextInt(QUANTITIES.length)];
  }

  private <T> T any(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /** Running totals of 1/(rank + 10): the head is flatter than plain Zipf, as a shop's is. */
  private static double[] zipf(int size) {
    double[] totals = new double[size];
    double total = 0;
    for (int rank = 0; rank < size; rank++) {
      total += 1.0 / (rank + 10);
      totals[rank] = total;
    }
    return totals;
  }

  /** The shop is closed on Saturdays. */
  private static List<LocalDate> openDays() {
    return FIRST_DAY
        .datesUntil(LAST_DAY.plusDays(1))
        .filter(day -> day.getDayOfWeek() != DayOfWeek.SATURDAY)
        .toList();
  }

  private static String quoted(String text) {
    boolean plain = text.indexOf(',') < 0 && text.indexOf('"') < 0 && text.indexOf('\n') < 0;
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  /** As the real files have it: 2.55, 2.1, 18.0. */
  private static String pounds(long pence) {
    long hundredths = Math.abs(pence) % 100;
    String fraction =
        hundredths % 10 == 0 ? String.valueOf(hundredths / 10) : twoDigits(hundredths);
    return (pence < 0 ? "-" : "") + Math.abs(pence) / 100 + "." + fraction;
  }

  private static String twoDigits(long hundredths) {
    return (hundredths < 10 ? "0" : "") + hundredths;
  }
}
