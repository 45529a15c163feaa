package dev.millrace.benchmarks.asof;

import com.google.auto.value.AutoValue;
import org.apache.beam.sdk.schemas.AutoValueSchema;
import org.apache.beam.sdk.schemas.annotations.DefaultSchema;
import org.apache.beam.sdk.schemas.annotations.SchemaCreate;
import org.joda.time.Instant;

/** A fact as most people write their elements. */
@AutoValue
@DefaultSchema(AutoValueSchema.class)
public abstract class PlainFact {
  @SchemaCreate
  public static PlainFact of(long id, String customer, Instant at, String product, double amount) {
    return new AutoValue_PlainFact(id, customer, at, product, amount);
  }

  static PlainFact parse(String line) {
    String[] fields = line.split(",", -1);
    return of(
        Long.parseLong(fields[0]),
        fields[1],
        Instant.ofEpochMilli(java.time.Instant.parse(fields[2]).toEpochMilli()),
        fields[3],
        Double.parseDouble(fields[4]));
  }

  public abstract long getId();

  public abstract String getCustomer();

  public abstract Instant getAt();

  public abstract String getProduct();

  public abstract double getAmount();
}
