package dev.millrace.faults;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An order with what its customer had bought before it. */
public record Scored(
    String id,
    String customer,
    Instant at,
    double amount,
    double spend1m,
    long orders1m,
    @Nullable Double largest1m) {}
