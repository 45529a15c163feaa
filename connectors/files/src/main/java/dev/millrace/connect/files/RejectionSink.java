package dev.millrace.connect.files;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.Rejection;
import dev.millrace.connect.RowWriter;
import dev.millrace.connect.SinkBinding;
import dev.millrace.plan.Problem;
import dev.millrace.record.Block;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Rejections as JSON Lines. The raw bytes are base64, and text beside it when they are UTF-8; an id
 * is 32 hexadecimal digits. Text that UTF-8 cannot carry must not keep a rejection from being kept:
 * unpaired surrogates become U+FFFD in it. Immutable: every method returns a changed copy.
 */
public final class RejectionSink implements SinkBinding<Rejection> {
  private static final long serialVersionUID = 1L;

  private final String folder;
  private final Compression compression;

  private RejectionSink(String folder, Compression compression) {
    this.folder = folder;
    this.compression = compression;
  }

  static RejectionSink of(String folder) {
    return new RejectionSink(folder, Compression.NONE);
  }

  /** How each part is compressed as a whole; not, when not given. */
  public RejectionSink compression(Compression partCompression) {
    return new RejectionSink(folder, partCompression);
  }

  @Override
  public String describe() {
    return "files jsonl " + folder;
  }

  @Override
  public List<Problem> check(String port, Shape<Rejection> shape) {
    return List.of();
  }

  @Override
  public String folder() {
    return folder;
  }

  @Override
  public String extension() {
    return ".jsonl" + compression.suffix();
  }

  @Override
  public RowWriter<Rejection> writer(Shape<Rejection> shape, OutputStream out) throws IOException {
    return compression.writer(out, packed -> new Writer(JsonOut.lines(packed)));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RejectionSink that
        && folder.equals(that.folder)
        && compression == that.compression;
  }

  @Override
  public int hashCode() {
    return Objects.hash(folder, compression);
  }

  @Override
  public String toString() {
    return describe();
  }

  private static final class Writer implements RowWriter<Rejection> {
    private final JsonGenerator out;
    private boolean hasRows;

    Writer(JsonGenerator out) {
      this.out = out;
    }

    @Override
    public void write(Block<Rejection> block, Selection rows) throws IOException {
      for (int i = 0; i < rows.size(); i++) {
        write(block.row(rows.get(i)));
        hasRows = true;
      }
    }

    private void write(Rejection rejection) throws IOException {
      out.writeStartObject();
      text("source", rejection.source());
      text("partition", rejection.partition());
      out.writeNumberField("position", rejection.position());
      text("id", String.format("%016x%016x", rejection.idHigh(), rejection.idLow()));
      text("step", rejection.step());
      text("stage", rejection.stage().name());
      out.writeArrayFieldStart("failures");
      for (Rejection.Failure failure : rejection.failures()) {
        out.writeStartObject();
        text("rule", failure.rule());
        text("ruleFingerprint", failure.ruleFingerprint());
        text("expected", failure.expected());
        text("observed", failure.observed());
        out.writeEndObject();
      }
      out.writeEndArray();
      byte[] raw = rejection.raw();
      boolean isText = Utf8Text.firstFault(raw, 0, raw.length) < 0;
      text("rawText", isText ? new String(raw, StandardCharsets.UTF_8) : null);
      out.writeBinaryField("raw", raw);
      text("eventTime", rejection.eventTime() == null ? null : rejection.eventTime().toString());
      text("firstFailedAt", rejection.firstFailedAt().toString());
      out.writeNumberField("attempt", rejection.attempt());
      text("definition", rejection.definition());
      text("exception", rejection.exception());
      if (rejection.frame() != null) {
        out.writeBinaryField("frame", rejection.frame());
      }
      out.writeEndObject();
    }

    private void text(String name, @Nullable String text) throws IOException {
      if (text == null) {
        out.writeNullField(name);
      } else {
        out.writeStringField(name, wellFormed(text));
      }
    }

    private static String wellFormed(String text) {
      StringBuilder repaired = new StringBuilder(text);
      int at = Utf8Text.firstUnpairedSurrogate(repaired);
      while (at >= 0) {
        repaired.setCharAt(at, '\uFFFD');
        at = Utf8Text.firstUnpairedSurrogate(repaired);
      }
      return repaired.toString();
    }

    @Override
    public void close() throws IOException {
      if (hasRows) {
        out.writeRaw('\n');
      }
      out.close();
    }
  }
}
