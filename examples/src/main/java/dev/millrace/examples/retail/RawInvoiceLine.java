package dev.millrace.examples.retail;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An invoice line as the shop's export has it.
 *
 * @param invoiceDate local time of the shop, given its zone where the file is bound
 * @param customerId written as a decimal: {@code 17850.0}
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
