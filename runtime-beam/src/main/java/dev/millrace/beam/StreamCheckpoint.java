package dev.millrace.beam;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.UnboundedSource;

/**
 * Where a reader stands, as bytes of the engine's own, headed by their format's version.
 *
 * @param completed is run when the checkpoint is complete, where its reader still lives
 */
@SuppressWarnings("ArrayRecordComponent")
record StreamCheckpoint(byte[] mark, Runnable completed) implements UnboundedSource.CheckpointMark {
  static final Coder<StreamCheckpoint> CODER = new StreamCheckpointCoder();

  /** The mark of a checkpoint that is complete already. */
  static StreamCheckpoint restored(byte[] mark) {
    return new StreamCheckpoint(mark, () -> {});
  }

  @Override
  public void finalizeCheckpoint() {
    completed.run();
  }

  /** Kept in savepoints as a Java object, so it never changes. */
  static final class StreamCheckpointCoder extends AtomicCoder<StreamCheckpoint> {
    private static final long serialVersionUID = 1L;

    @Override
    public void encode(StreamCheckpoint value, OutputStream out) throws IOException {
      ByteArrayCoder.of().encode(value.mark(), out);
    }

    @Override
    public StreamCheckpoint decode(InputStream in) throws IOException {
      return restored(ByteArrayCoder.of().decode(in));
    }
  }
}
