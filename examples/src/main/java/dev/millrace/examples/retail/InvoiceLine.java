package dev.millrace.examples.retail;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of an invoice.
 *
 * @param invoiceNo starts with C when the line is a cancellation
 * @param quantity negative for what came back
 * @param amount quantity times unit price, in pounds
 */
public record InvoiceLine(
    String invoiceNo,
    String stockCode,
    @Nullable String description,
    int quantity,
    Instant invoicedAt,
    double unitPrice,
    double amount,
    @Nullable String customerId,
    String country) {

  static InvoiceLine from(RawInvoiceLine raw) {
    return new InvoiceLine(
        raw.invoiceNo(),
        raw.stockCode(),
        raw.description(),
        raw.quantity(),
        raw.invoiceDate(),
        raw.unitPrice(),
        raw.quantity() * raw.unitPrice(),
        withoutDecimals(raw.customerId()),
        raw.country());
  }

  private static @Nullable String withoutDecimals(@Nullable String customerId) {
    return customerId != null && customerId.endsWith(".0")
        ? customerId.substring(0, customerId.length() - 2)
        : customerId;
  }
}
