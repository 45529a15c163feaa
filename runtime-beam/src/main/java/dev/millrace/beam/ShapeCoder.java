package dev.millrace.beam;

import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.values.TypeDescriptor;

/** Rows in the codec of their shape, for collections that a user's own transform sees. */
final class ShapeCoder<T> extends CustomCoder<T> {
  private static final long serialVersionUID = 1L;
  private static final ByteArrayCoder BYTES = ByteArrayCoder.of();

  private final Shape<T> shape;

  private ShapeCoder(Shape<T> shape) {
    this.shape = shape;
  }

  static <T> ShapeCoder<T> of(Shape<T> shape) {
    return new ShapeCoder<>(shape);
  }

  @Override
  public void encode(T row, OutputStream out) throws IOException {
    ByteOutput bytes = new ByteOutput();
    shape.codec().encode(row, bytes);
    BYTES.encode(bytes.toByteArray(), out);
  }

  @Override
  public T decode(InputStream in) throws IOException {
    return shape.codec().decode(new ByteInput(BYTES.decode(in)));
  }

  /** Equal rows have equal bytes. */
  @Override
  public void verifyDeterministic() {}

  @Override
  public TypeDescriptor<T> getEncodedTypeDescriptor() {
    return TypeDescriptor.of(shape.type());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ShapeCoder<?> that && shape.equals(that.shape);
  }

  @Override
  public int hashCode() {
    return shape.hashCode();
  }
}
