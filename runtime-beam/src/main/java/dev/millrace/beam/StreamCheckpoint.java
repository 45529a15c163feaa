package dev.millrace.beam;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.UnboundedSource;

/** Where a reader stands, as bytes of the engine's own, headed by their format's version. */
@SuppressWarnings("ArrayRecordComponent")
record StreamCheckpoint(byte[] mark) implements UnboundedSource.CheckpointMark {
  static final Coder<StreamCheckpoint> CODER = new StreamCheckpointCoder();

  @Override
  public void finalizeCheckpoint() {}

  /** Kept in savepoints as a Java object, so it never changes. */
  static final class StreamCheckpointCoder extends AtomicCoder<StreamCheckpoint> {
    private static final long serialVersionUID = 1L;

    @Override
    public void encode(StreamCheckpoint value, OutputStream out) throws IOException {
      ByteArrayCoder.of().encode(value.mark(), out);
    }

    @Override
    public StreamCheckpoint decode(InputStream in) throws IOException {
      return new StreamCheckpoint(ByteArrayCoder.of().decode(in));
    }
  }
}
