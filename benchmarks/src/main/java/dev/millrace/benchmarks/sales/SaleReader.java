package dev.millrace.benchmarks.sales;

import dev.millrace.benchmarks.input.CsvFile;
import dev.millrace.benchmarks.input.OrderColumns;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Reads the orders that were not cancelled, as sales. Columns nobody needs are not decoded. */
final class SaleReader implements Closeable {
  private static final byte[] CANCELLED = OrderColumns.CANCELLED.getBytes(StandardCharsets.UTF_8);

  private final CsvFile csv;
  private Sale sale = new Sale();

  private SaleReader(CsvFile csv) {
    this.csv = csv;
  }

  static SaleReader open(Path file) throws IOException {
    return new SaleReader(CsvFile.open(file, OrderColumns.COUNT));
  }

  static SaleReader over(InputStream in) throws IOException {
    return new SaleReader(CsvFile.over(in, OrderColumns.COUNT));
  }

  /** Goes to the next sale, a new object; false at the end. */
  boolean next() throws IOException {
    while (csv.next()) {
      if (!csv.is(OrderColumns.STATUS, CANCELLED)) {
        Sale next = new Sale();
        next.customer = csv.text(OrderColumns.CUSTOMER);
        next.atMillis = csv.epochMillis(OrderColumns.AT);
        next.country = csv.text(OrderColumns.COUNTRY);
        next.product = csv.text(OrderColumns.PRODUCT);
        next.quantity = (int) csv.wholeNumber(OrderColumns.QUANTITY);
        next.amount = next.quantity * csv.decimal(OrderColumns.PRICE);
        sale = next;
        return true;
      }
    }
    return false;
  }

  Sale sale() {
    return sale;
  }

  @Override
  public void close() throws IOException {
    csv.close();
  }
}
