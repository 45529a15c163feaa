package dev.millrace.examples.retail;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line of an invoice as the shop exports it.
 *
 * @param invoiceNo starts with C on a cancellation
 * @param stockCode of the product; postage, fees and corrections have codes of their own
 * @param description as typed in; null where nothing was
 * @param quantity negative for goods that came back or were written off
 * @param invoiceDate UTC; the files have the local time in London, and the connector is told so
 * @param unitPrice of one, in pounds
 * @param customerId written as a decimal, {@code 17850.0}; null for a sale without an account
 * @param country where the customer lives
 */
public record RawInvoiceLine(
    String invoiceNo,
    String stockCode,
    @Nullable String description,
    int quantity,
    Instant invoiceDate,
    double unitPrice,
    @Nullable String customerId,
    String country) {}
