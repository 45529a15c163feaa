package dev.millrace.benchmarks;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.jspecify.annotations.Nullable;

/** What both forms do with one line of text: parse it, and judge what was parsed. */
final class RawLine {
  static final String UNREADABLE = "unreadable";

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
  private static final Pattern PRODUCT = Pattern.compile("[0-9]{5}[A-Za-z]*");
  private static final CsvReader.CsvReaderBuilder CSV =
      CsvReader.builder().skipEmptyLines(false).allowMissingFields(true).allowExtraFields(true);

  private RawLine() {}

  /** A line that was refused, as it came, and every reason why. */
  record Rejected(String raw, List<String> reasons) {
    static Rejected unreadable(String raw, UnreadableLine why) {
      return new Rejected(raw, List.of(UNREADABLE, String.valueOf(why.getMessage())));
    }
  }

  static final class UnreadableLine extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableLine(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  static InvoiceLine parse(String raw) throws UnreadableLine {
    try {
      CsvRecord fields = fields(raw);
      int quantity = Integer.parseInt(fields.getField(3));
      double unitPrice = Double.parseDouble(fields.getField(5));
      return new InvoiceLine(
          fields.getField(0),
          fields.getField(1),
          nullIfEmpty(fields.getField(2)),
          quantity,
          londonTime(fields.getField(4)),
          unitPrice,
          quantity * unitPrice,
          customer(fields.getField(6)),
          fields.getField(7));
    } catch (CsvParseException | NumberFormatException | DateTimeException e) {
      throw new UnreadableLine(String.valueOf(e.getMessage()), e);
    }
  }

  /** Every rule the line breaks, empty for a valid line. */
  static List<String> brokenRules(InvoiceLine line) {
    List<String> broken = new ArrayList<>(2);
    if (line.customerId() == null) {
      broken.add("customerId");
    }
    if (!(line.unitPrice() > 0 && line.unitPrice() <= 10_000)) {
      broken.add("unitPrice");
    }
    if (line.quantity() == 0) {
      broken.add("quantity");
    }
    if (line.invoiceNo().startsWith("C") != line.quantity() < 0) {
      broken.add("sign");
    }
    if (!PRODUCT.matcher(line.stockCode()).matches()) {
      broken.add("stockCode");
    }
    return broken;
  }

  private static CsvRecord fields(String raw) throws UnreadableLine {
    if (raw.isEmpty()) {
      throw new UnreadableLine("an empty line", null);
    }
    try (CsvReader<CsvRecord> reader = CSV.ofCsvRecord(raw)) {
      CsvRecord fields = reader.iterator().next();
      if (fields.getFieldCount() != 8) {
        throw new UnreadableLine("not 8 fields but " + fields.getFieldCount(), null);
      }
      return fields;
    } catch (IOException e) {
      throw new IllegalStateException("A string is read without I/O", e);
    }
  }

  private static Instant londonTime(String text) throws UnreadableLine {
    LocalDateTime local = LocalDateTime.parse(text, TIME);
    List<ZoneOffset> offsets = InvoiceLine.LONDON.getRules().getValidOffsets(local);
    if (offsets.isEmpty()) {
      throw new UnreadableLine("no such local time: " + text, null);
    }
    return local.toInstant(offsets.get(0));
  }

  private static @Nullable String customer(String text) {
    return nullIfEmpty(text.endsWith(".0") ? text.substring(0, text.length() - 2) : text);
  }

  private static @Nullable String nullIfEmpty(String text) {
    return text.isEmpty() ? null : text;
  }

  @SuppressWarnings("serial")
  static final class RejectedCoder extends AtomicCoder<Rejected> {
    private static final StringUtf8Coder TEXT = StringUtf8Coder.of();
    private static final ListCoder<String> TEXTS = ListCoder.of(TEXT);

    @Override
    public void encode(Rejected rejected, OutputStream out) throws IOException {
      TEXT.encode(rejected.raw(), out);
      TEXTS.encode(rejected.reasons(), out);
    }

    @Override
    public Rejected decode(InputStream in) throws IOException {
      return new Rejected(TEXT.decode(in), TEXTS.decode(in));
    }
  }
}
