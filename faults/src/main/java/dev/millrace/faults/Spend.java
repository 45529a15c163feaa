package dev.millrace.faults;

import org.jspecify.annotations.Nullable;

/** What the last minute of a customer's orders tells. */
public record Spend(double spend1m, long orders1m, @Nullable Double largest1m) {}
