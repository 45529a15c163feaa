package dev.millrace.faults;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something was bought; the same order may be told of twice. */
public record Order(
    String id, String customer, Instant at, double amount, long pieces, @Nullable String note) {}
