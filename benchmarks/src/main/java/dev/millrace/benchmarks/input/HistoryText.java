package dev.millrace.benchmarks.input;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Writes facts and questions. Thirty rows are of one customer: twenty facts, ten questions. */
final class HistoryText {
  private static final int ROWS_PER_CUSTOMER = 30;
  private static final String EXTENSION = ".csv";
  private static final List<Duration> EDGES =
      List.of(
          Duration.ZERO,
          HistoryColumns.ORDERS,
          HistoryColumns.SPENT,
          HistoryColumns.MOST,
          HistoryColumns.MEAN,
          HistoryColumns.PRODUCTS);

  private final boolean hot;
  private final long rows;
  private final int customers;
  private final long millisPerRow;

  private HistoryText(Input input) {
    this.hot = input.kind() == InputKind.HOT_HISTORY;
    this.rows = input.rows();
    this.customers = (int) Math.max(1, rows / ROWS_PER_CUSTOMER);
    this.millisPerRow = HistoryColumns.SPAN.toMillis() / rows;
  }

  static void write(Input input, Path folder) throws IOException {
    new HistoryText(input).write(folder);
  }

  private void write(Path folder) throws IOException {
    List<OutputStream> facts = new ArrayList<>();
    List<OutputStream> asks = new ArrayList<>();
    try {
      for (int part = 0; part < InputFiles.PARTS; part++) {
        facts.add(open(folder, HistoryColumns.FACTS, part, HistoryColumns.FACT_HEADER));
        asks.add(open(folder, HistoryColumns.ASKS, part, HistoryColumns.ASK_HEADER));
      }
      StringBuilder line = new StringBuilder();
      for (long row = 0; row < rows; row++) {
        line.setLength(0);
        if (isFact(row)) {
          fact(row, line);
        } else {
          ask(row, line);
        }
        int part = (int) (row / 3 % InputFiles.PARTS);
        OutputStream out = (isFact(row) ? facts : asks).get(part);
        out.write(line.toString().getBytes(StandardCharsets.UTF_8));
      }
    } finally {
      for (OutputStream out : facts) {
        out.close();
      }
      for (OutputStream out : asks) {
        out.close();
      }
    }
  }

  private static OutputStream open(Path folder, String table, int part, String header)
      throws IOException {
    Path file = folder.resolve(table + "-" + part + EXTENSION);
    OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
    out.write(header.getBytes(StandardCharsets.UTF_8));
    return out;
  }

  private static boolean isFact(long row) {
    return row % 3 != 2;
  }

  private void fact(long row, StringBuilder line) {
    line.append(row).append(',');
    customer(row, line);
    line.append(',').append(time(atMillis(row))).append(",AB");
    RowText.padded(line, RowText.below(50, row, 3), 6);
    int eighths = 1 + RowText.below(8_000, row, 4);
    line.append(',').append(eighths / 8).append('.');
    RowText.padded(line, eighths % 8 * 125L, 3);
    line.append('\n');
  }

  /** One question in two hundred has no customer, one in a hundred one who never bought. */
  private void ask(long row, StringBuilder line) {
    line.append(row).append(',');
    long fact = factAtEdge(row);
    if (fact >= 0) {
      customer(fact, line);
    } else if (RowText.below(200, row, 5) == 0) {
      // A question about nobody.
    } else if (RowText.below(100, row, 6) == 0) {
      line.append("nobody");
    } else {
      customer(row, line);
    }
    long at = fact >= 0 ? atMillis(fact) + edge(row).toMillis() : atMillis(row);
    line.append(',').append(time(at)).append('\n');
  }

  /** The fact that comes into or leaves a window about when the question is asked, or -1. */
  private long factAtEdge(long row) {
    if (RowText.below(3, row, 7) != 0) {
      return -1;
    }
    long fact = row - 1 - edge(row).toMillis() / millisPerRow;
    return fact >= 0 && !isFact(fact) ? fact - 1 : fact;
  }

  private static Duration edge(long row) {
    return EDGES.get(RowText.below(EDGES.size(), row, 8));
  }

  private void customer(long row, StringBuilder line) {
    boolean isHot = hot && RowText.below(10, row, 1) == 0;
    line.append('c');
    RowText.padded(line, isHot ? 0 : RowText.below(customers, row, 2), 9);
  }

  private static String time(long millis) {
    return OrderText.TIME.format(Instant.ofEpochMilli(millis));
  }

  /** Every row has a stretch of time for itself. */
  private long atMillis(long row) {
    return RowText.START_MILLIS
        + row * millisPerRow
        + Long.remainderUnsigned(RowText.hash(row, 9), millisPerRow);
  }
}
