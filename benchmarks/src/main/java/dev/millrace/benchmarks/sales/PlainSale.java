package dev.millrace.benchmarks.sales;

import com.google.auto.value.AutoValue;
import dev.millrace.benchmarks.input.OrderColumns;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.beam.sdk.schemas.AutoValueSchema;
import org.apache.beam.sdk.schemas.annotations.DefaultSchema;
import org.apache.beam.sdk.schemas.annotations.SchemaCreate;
import org.joda.time.Instant;

/** A sale as most people write their elements. */
@AutoValue
@DefaultSchema(AutoValueSchema.class)
public abstract class PlainSale {
  private static final Pattern PRODUCT_CODE = Pattern.compile("[A-Z]{2}[0-9]{6}");
  private static final Set<String> COUNTRIES = Set.copyOf(OrderColumns.COUNTRIES);

  @SchemaCreate
  public static PlainSale of(
      String customer, Instant at, String country, String product, int quantity, double amount) {
    return new AutoValue_PlainSale(customer, at, country, product, quantity, amount);
  }

  static PlainSale of(PlainOrder order) {
    return of(
        order.getCustomer(),
        order.getAt(),
        order.getCountry(),
        order.getProduct(),
        order.getQuantity(),
        order.getQuantity() * order.getPrice());
  }

  public abstract String getCustomer();

  public abstract Instant getAt();

  public abstract String getCountry();

  public abstract String getProduct();

  public abstract int getQuantity();

  public abstract double getAmount();

  boolean isValid() {
    return !getCustomer().isEmpty()
        && getQuantity() >= 1
        && getQuantity() <= 50
        && getAmount() > 0.0
        && getAmount() <= 8_000.0
        && COUNTRIES.contains(getCountry())
        && PRODUCT_CODE.matcher(getProduct()).matches();
  }

  PlainSale discounted() {
    double amount = getCountry().equals("DE") ? getAmount() * 0.9 : getAmount();
    return of(getCustomer(), getAt(), getCountry(), getProduct(), getQuantity(), amount);
  }
}
