package dev.millrace.examples.clickstream;

import java.time.Instant;

/** The events of a user that follow each other. */
record Visit(
    String userId, Instant first, Instant last, long events, long purchases, double revenue) {}
