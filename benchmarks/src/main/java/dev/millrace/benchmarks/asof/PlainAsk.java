package dev.millrace.benchmarks.asof;

import com.google.auto.value.AutoValue;
import org.apache.beam.sdk.schemas.AutoValueSchema;
import org.apache.beam.sdk.schemas.annotations.DefaultSchema;
import org.apache.beam.sdk.schemas.annotations.SchemaCreate;
import org.joda.time.Instant;

/** A question as most people write their elements. An empty customer is none. */
@AutoValue
@DefaultSchema(AutoValueSchema.class)
public abstract class PlainAsk {
  @SchemaCreate
  public static PlainAsk of(long id, String customer, Instant at) {
    return new AutoValue_PlainAsk(id, customer, at);
  }

  static PlainAsk parse(String line) {
    String[] fields = line.split(",", -1);
    return of(
        Long.parseLong(fields[0]),
        fields[1],
        Instant.ofEpochMilli(java.time.Instant.parse(fields[2]).toEpochMilli()));
  }

  public abstract long getId();

  public abstract String getCustomer();

  public abstract Instant getAt();
}
