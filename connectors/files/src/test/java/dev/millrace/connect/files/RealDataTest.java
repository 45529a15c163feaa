package dev.millrace.connect.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.record.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The real invoice lines, where they are at hand. */
class RealDataTest {
  record Line(
      String invoiceNo,
      String stockCode,
      @Nullable String description,
      int quantity,
      Instant invoiceDate,
      double unitPrice,
      @Nullable String customerId,
      String country) {}

  /** Beside the project's root, which is two folders up. */
  private static final Path DATA =
      Path.of("..", "..", "..", "shared", "data", "online-retail", "by-day");

  @Test
  @SuppressWarnings("unchecked") // a binding of Object takes any shape
  void everyLineIsRead() throws IOException {
    assumeTrue(java.nio.file.Files.isDirectory(DATA), "skipped: no real data at " + DATA);
    CsvSource source = Files.csv(DATA.toString()).zone(ZoneId.of("Europe/London"));
    Shape<Object> shape = (Shape<Object>) (Shape<?>) Shape.of(Line.class);
    assertThat(source.check("lines", shape), empty());
    assertThat(source.notices("lines", shape), empty());
    Gathered<Line> read = Gathered.from(source, Line.class, 100_000, 4096);
    assertThat(read.rejects, empty());
    assertThat(read.rows, hasSize(541_909));
    assertThat(source.partitions(shape, Long.MAX_VALUE), hasSize(305));
    long withoutCustomer =
        read.values().stream().filter(l -> Objects.isNull(l.customerId())).count();
    assertThat(withoutCustomer, equalTo(135_080L));
    assertThat(read.values().get(0).invoiceDate(), equalTo(Instant.parse("2010-12-01T08:26:00Z")));
  }
}
