package dev.millrace.faults;

import java.time.Instant;

/** Something large that is sent on as it is. */
public record Letter(String id, Instant at, String text) {}
