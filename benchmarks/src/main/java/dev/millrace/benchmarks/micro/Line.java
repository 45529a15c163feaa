package dev.millrace.benchmarks.micro;

import dev.millrace.record.Block;
import dev.millrace.record.Column;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Provenance;
import dev.millrace.record.Shape;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row of eight columns, as most workloads have them. */
public record Line(
    long id,
    @Nullable String customer,
    Instant at,
    String product,
    String country,
    String status,
    int quantity,
    double price) {
  public static final Shape<Line> SHAPE = Shape.of(Line.class);

  /** The first component that is a double. */
  static final int PRICE = 7;

  static final int COUNTRY = 4;
  static final int QUANTITY = 6;

  public static Line of(int i) {
    return new Line(
        i,
        i % 100 == 0 ? null : "c" + i % 1_000,
        Instant.ofEpochMilli(1_767_225_600_000L + i),
        "AB" + (100_000 + i % 50_000),
        i % 3 == 0 ? "DE" : "FR",
        i % 10 == 0 ? "CANCELLED" : "PAID",
        i % 9 + 1,
        (i % 99_999) / 100.0);
  }

  public static List<Line> some(int count) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add(of(i));
    }
    return lines;
  }

  /** A block of columns. */
  public static Block<Line> block(int rows) {
    Column[] columns = new Column[SHAPE.components().size()];
    for (int c = 0; c < columns.length; c++) {
      columns[c] = column(c, rows);
    }
    return Block.ofColumns(
        SHAPE, columns, rows, Provenance.of("lines", new long[rows], new long[rows]));
  }

  private static Column column(int component, int rows) {
    ColumnBuilder builder = SHAPE.builder(component, rows);
    for (int i = 0; i < rows; i++) {
      Line line = of(i);
      switch (component) {
        case 0 -> builder.appendLong(line.id());
        case 1 -> {
          if (line.customer() == null) {
            builder.appendNull();
          } else {
            builder.appendObject(line.customer());
          }
        }
        case 2 -> builder.appendLong(line.at().toEpochMilli() * 1_000);
        case 3 -> builder.appendObject(line.product());
        case COUNTRY -> builder.appendObject(line.country());
        case 5 -> builder.appendObject(line.status());
        case QUANTITY -> builder.appendLong(line.quantity());
        default -> builder.appendDouble(line.price());
      }
    }
    return builder.build();
  }
}
