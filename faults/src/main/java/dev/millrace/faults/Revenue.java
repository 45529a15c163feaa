package dev.millrace.faults;

import java.time.Instant;

/** What a customer's orders came to in a window. */
public record Revenue(String customer, Instant start, double total, long orders, long pieces) {}
