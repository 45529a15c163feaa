package ${package};

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An order.
 *
 * @param customerId null only until the rules have been checked
 * @param amount in euros
 */
public record Order(
    String orderId, @Nullable String customerId, Instant placedAt, double amount, String country) {

  private static final String EUROS = " EUR";

  /**
   * What an exported order means.
   *
   * @throws IllegalArgumentException when its amount is not in euros, or no number
   */
  static Order from(RawOrder raw) {
    if (!raw.amount().endsWith(EUROS)) {
      throw new IllegalArgumentException("not in euros: " + raw.amount());
    }
    String number = raw.amount().substring(0, raw.amount().length() - EUROS.length());
    return new Order(
        raw.orderId(), raw.customerId(), raw.placedAt(), Double.parseDouble(number), raw.country());
  }
}
