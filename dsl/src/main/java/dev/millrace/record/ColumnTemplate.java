package dev.millrace.record;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * The template that {@link HiddenClasses} clones for each component: the loops over rows stand
 * here, beside the accessor, so that the JIT compiles them together. Never used as it stands.
 *
 * <p>The accessor takes an Object and returns a long or a double where the component is primitive
 * and of that storage, an Object otherwise.
 */
final class ColumnTemplate extends ColumnCode {
  private static final MethodHandle GET = HiddenClasses.handle(MethodHandles.lookup(), 0);
  private static final ComponentForm FORM =
      HiddenClasses.constant(MethodHandles.lookup(), 1, ComponentForm.class);

  ColumnTemplate() {}

  @Override
  Column extract(@Nullable Object[] rows, Selection live) {
    try {
      Class<?> returned = GET.type().returnType();
      if (returned == long.class) {
        return longs(rows, live);
      }
      if (returned == double.class) {
        return doubles(rows, live);
      }
      if (FORM instanceof LongComponent component) {
        return boxedLongs(rows, live, component);
      }
      if (FORM instanceof DoubleComponent component) {
        return boxedDoubles(rows, live, component);
      }
      return objects(rows, live, (ObjectComponent) FORM);
    } catch (Throwable t) {
      throw HiddenClasses.unchecked(t);
    }
  }

  private static Column longs(@Nullable Object[] rows, Selection live) throws Throwable {
    long[] values = new long[rows.length];
    int[] index = live.array();
    int size = live.size();
    for (int i = 0; i < size; i++) {
      int row = index[i];
      values[row] = (long) GET.invokeExact(rows[row]);
    }
    return new LongColumn(values, null);
  }

  private static Column doubles(@Nullable Object[] rows, Selection live) throws Throwable {
    double[] values = new double[rows.length];
    int[] index = live.array();
    int size = live.size();
    for (int i = 0; i < size; i++) {
      int row = index[i];
      values[row] = (double) GET.invokeExact(rows[row]);
    }
    return new DoubleColumn(values, null);
  }

  private static Column boxedLongs(@Nullable Object[] rows, Selection live, LongComponent component)
      throws Throwable {
    long[] values = new long[rows.length];
    NullRows nulls = new NullRows();
    int[] index = live.array();
    int size = live.size();
    for (int i = 0; i < size; i++) {
      int row = index[i];
      Object value = (Object) GET.invokeExact(rows[row]);
      if (value == null) {
        nulls.add(row, rows.length, component.component(), component.label());
      } else {
        values[row] = component.form().toLong(value);
      }
    }
    return new LongColumn(values, nulls.take(rows.length));
  }

  private static Column boxedDoubles(
      @Nullable Object[] rows, Selection live, DoubleComponent component) throws Throwable {
    double[] values = new double[rows.length];
    NullRows nulls = new NullRows();
    int[] index = live.array();
    int size = live.size();
    for (int i = 0; i < size; i++) {
      int row = index[i];
      Object value = (Object) GET.invokeExact(rows[row]);
      if (value == null) {
        nulls.add(row, rows.length, component.component(), component.label());
      } else {
        values[row] = component.form().toDouble(value);
      }
    }
    return new DoubleColumn(values, nulls.take(rows.length));
  }

  private static Column objects(@Nullable Object[] rows, Selection live, ObjectComponent component)
      throws Throwable {
    @Nullable Object[] values = new Object[rows.length];
    NullRows nulls = new NullRows();
    int[] index = live.array();
    int size = live.size();
    for (int i = 0; i < size; i++) {
      int row = index[i];
      Object value = (Object) GET.invokeExact(rows[row]);
      if (value == null) {
        nulls.add(row, rows.length, component.component(), component.label());
      }
      values[row] = value;
    }
    return new ObjectColumn(values, nulls.take(rows.length));
  }
}
