package dev.millrace.examples.retail;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A {@link Label} with the {@link CustomerSpend} of its customer at its time. */
public record TrainingRow(
    String customerId,
    Instant at,
    boolean buysNext30d,
    double spend30d,
    long lines30d,
    long invoices90d,
    @Nullable Double maxLine90d,
    long returns90d,
    @Nullable String lastCountry,
    double meanLine30d,
    @Nullable Long daysSinceLast) {}
