package dev.millrace.examples.retail;

import org.jspecify.annotations.Nullable;

/**
 * What a customer's invoice lines tell at a time T. A window of 30 days holds the lines with {@code
 * T - 30 days < invoicedAt <= T}. Amounts are in pounds; cancellations count against them.
 *
 * @param spend30d the exact sum of amounts, 0.0 without lines
 * @param lines30d how many lines
 * @param invoices90d how many different invoices, cancellations among them
 * @param maxLine90d the greatest amount of a line
 * @param returns90d how many lines came back
 * @param lastCountry of the last line within 365 days
 * @param meanLine30d the amount of a line on average, 0.0 without lines
 * @param daysSinceLast whole days since the last line within 365 days
 */
public record CustomerSpend(
    double spend30d,
    long lines30d,
    long invoices90d,
    @Nullable Double maxLine90d,
    long returns90d,
    @Nullable String lastCountry,
    double meanLine30d,
    @Nullable Long daysSinceLast) {}
