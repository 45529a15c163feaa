package dev.millrace.examples.retail;

import java.time.Instant;

/**
 * What a model shall learn to foretell of a customer at a time.
 *
 * @param buysNext30d whether something is bought after {@code at}, and at most 30 days after it
 */
public record Label(String customerId, Instant at, boolean buysNext30d) {}
