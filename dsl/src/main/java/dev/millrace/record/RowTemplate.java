package dev.millrace.record;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * The template that {@link HiddenClasses} clones for each shape: the clone's handles are constants
 * of its own class, so the JIT inlines through them. Never used as it stands.
 */
final class RowTemplate extends RowCode {
  private static final MethodHandle ENCODE = HiddenClasses.handle(MethodHandles.lookup(), 0);
  private static final MethodHandle DECODE = HiddenClasses.handle(MethodHandles.lookup(), 1);
  private static final MethodHandle BUILD = HiddenClasses.handle(MethodHandles.lookup(), 2);

  RowTemplate() {}

  @Override
  void encode(Object row, ByteOutput out) {
    try {
      ENCODE.invokeExact(row, out);
    } catch (Throwable t) {
      throw HiddenClasses.unchecked(t);
    }
  }

  @Override
  Object decode(ByteInput in) {
    try {
      return (Object) DECODE.invokeExact(in);
    } catch (Throwable t) {
      throw HiddenClasses.unchecked(t);
    }
  }

  @Override
  Object build(@Nullable Column[] columns, int row) {
    try {
      return (Object) BUILD.invokeExact(columns, row);
    } catch (Throwable t) {
      throw HiddenClasses.unchecked(t);
    }
  }
}
