package dev.millrace.benchmarks.sales;

import com.google.auto.value.AutoValue;
import org.apache.beam.sdk.schemas.AutoValueSchema;
import org.apache.beam.sdk.schemas.annotations.DefaultSchema;
import org.apache.beam.sdk.schemas.annotations.SchemaCreate;
import org.joda.time.Instant;

/** An order as most people write their elements. An empty customer is none. */
@AutoValue
@DefaultSchema(AutoValueSchema.class)
public abstract class PlainOrder {
  @SchemaCreate
  public static PlainOrder of(
      long id,
      String customer,
      Instant at,
      String product,
      String country,
      String status,
      int quantity,
      double price) {
    return new AutoValue_PlainOrder(id, customer, at, product, country, status, quantity, price);
  }

  static PlainOrder parse(String line) {
    String[] fields = line.split(",", -1);
    return of(
        Long.parseLong(fields[0]),
        fields[1],
        Instant.ofEpochMilli(java.time.Instant.parse(fields[2]).toEpochMilli()),
        fields[3],
        fields[4],
        fields[5],
        Integer.parseInt(fields[6]),
        Double.parseDouble(fields[7]));
  }

  public abstract long getId();

  public abstract String getCustomer();

  public abstract Instant getAt();

  public abstract String getProduct();

  public abstract String getCountry();

  public abstract String getStatus();

  public abstract int getQuantity();

  public abstract double getPrice();
}
