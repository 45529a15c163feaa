package dev.millrace.benchmarks.sales;

import dev.millrace.benchmarks.input.OrderColumns;
import dev.millrace.benchmarks.program.Hashes;
import java.io.Serializable;
import java.util.Set;

/** A sale as tuned rivals have it: fields, as Flink's serializer of plain objects wants them. */
public final class Sale implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Set<String> COUNTRIES = Set.copyOf(OrderColumns.COUNTRIES);

  /** Empty for none. */
  public String customer = "";

  public long atMillis;
  public String country = "";
  public String product = "";
  public int quantity;
  public double amount;

  /** For Flink. */
  public Sale() {}

  /** The five rules. */
  boolean isValid() {
    return !customer.isEmpty()
        && quantity >= 1
        && quantity <= 50
        && amount > 0.0
        && amount <= 8_000.0
        && COUNTRIES.contains(country)
        && isProductCode(product);
  }

  /** Two capital letters and six digits. */
  private static boolean isProductCode(String code) {
    if (code.length() != 8) {
      return false;
    }
    for (int i = 0; i < 8; i++) {
      char c = code.charAt(i);
      if (i < 2 ? c < 'A' || c > 'Z' : c < '0' || c > '9') {
        return false;
      }
    }
    return true;
  }

  static double discounted(String country, double amount) {
    return country.equals("DE") ? amount * 0.9 : amount;
  }

  long rowHash() {
    return rowHash(customer, atMillis, country, product, quantity, amount);
  }

  static long rowHash(
      String customer, long atMillis, String country, String product, int quantity, double amount) {
    long hash = Hashes.mix(customer.hashCode(), atMillis);
    hash = Hashes.mix(hash, country.hashCode());
    hash = Hashes.mix(hash, product.hashCode());
    hash = Hashes.mix(hash, quantity);
    return Hashes.mix(hash, Double.doubleToLongBits(amount));
  }
}
