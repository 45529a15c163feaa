package dev.millrace.examples.retail;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line of an invoice in the form that everything downstream works with.
 *
 * @param invoicedAt when it was written, UTC
 * @param unitPrice of one, in pounds
 * @param amount quantity times unit price, in pounds; negative for a return
 * @param customerId digits only; null for a sale without an account
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
  private static final String DECIMAL = ".0";

  /** The same line, its amount computed and its customer's number written as one. */
  public static InvoiceLine from(RawInvoiceLine raw) {
    return new InvoiceLine(
        raw.invoiceNo(),
        raw.stockCode(),
        raw.description(),
        raw.quantity(),
        raw.invoiceDate(),
        raw.unitPrice(),
        raw.quantity() * raw.unitPrice(),
        withoutDecimal(raw.customerId()),
        raw.country());
  }

  private static @Nullable String withoutDecimal(@Nullable String customer) {
    return customer != null && customer.endsWith(DECIMAL)
        ? customer.substring(0, customer.length() - DECIMAL.length())
        : customer;
  }
}
