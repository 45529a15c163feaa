package dev.millrace.record;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;

/**
 * Combines accessors, component forms and the constructor of a row into three handles: a row to
 * bytes, bytes to a row, columns to a row. Nothing in them boxes a primitive.
 */
final class RowHandles {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private RowHandles() {}

  /**
   * @param getters one per component, from the row's type to the component's
   * @param maker from all components, in order, to the row
   */
  static RowCode compile(
      List<ComponentForm> forms, List<MethodHandle> getters, MethodHandle maker) {
    List<MethodHandle> decoders = new ArrayList<>();
    List<MethodHandle> fromColumns = new ArrayList<>();
    MethodHandle encode = null;
    for (int i = forms.size() - 1; i >= 0; i--) {
      MethodHandle encoder = encoder(forms.get(i), getters.get(i));
      encode = encode == null ? encoder : MethodHandles.foldArguments(encode, encoder);
      Class<?> type = maker.type().parameterType(i);
      decoders.add(0, source(forms.get(i), type, "read", ByteInput.class));
      fromColumns.add(0, source(forms.get(i), type, "At", Column[].class, int.class));
    }
    if (encode == null) {
      throw new IllegalArgumentException("a row without components");
    }
    return HiddenClasses.instantiate(
        "RowTemplate",
        RowCode.class,
        List.of(
            encode,
            build(maker, decoders, ByteInput.class),
            build(maker, fromColumns, Column[].class, int.class)));
  }

  /** The loops that take one component out of rows. */
  static ColumnCode compile(ComponentForm form, MethodHandle getter) {
    return HiddenClasses.instantiate(
        "ColumnTemplate", ColumnCode.class, List.of(widened(form, getter), form));
  }

  /** (Object, ByteOutput)void: takes the component out of a row and writes it. */
  private static MethodHandle encoder(ComponentForm form, MethodHandle getter) {
    MethodHandle get = widened(form, getter);
    Class<?> taken = get.type().returnType();
    MethodHandle write =
        bound(
            form,
            "write" + suffix(taken),
            MethodType.methodType(void.class, taken, ByteOutput.class));
    return MethodHandles.filterArguments(write, 0, get);
  }

  /** The accessor as (Object)long, (Object)double or (Object)Object. */
  private static MethodHandle widened(ComponentForm form, MethodHandle getter) {
    Class<?> to = stored(form, getter.type().returnType());
    return MethodHandles.explicitCastArguments(getter, MethodType.methodType(to, Object.class));
  }

  /** A form's method that gives the component's value, as the type that the maker takes. */
  private static MethodHandle source(
      ComponentForm form, Class<?> type, String verb, Class<?>... from) {
    Class<?> stored = stored(form, type);
    String name =
        verb.equals("At")
            ? (stored.isPrimitive() ? stored.getName() : "object") + verb
            : verb + suffix(stored);
    MethodHandle source = bound(form, name, MethodType.methodType(stored, from));
    return MethodHandles.explicitCastArguments(source, MethodType.methodType(type, from));
  }

  /** (from..)Object: calls the sources from left to right, then the maker. */
  private static MethodHandle build(
      MethodHandle maker, List<MethodHandle> sources, Class<?>... from) {
    MethodHandle build = MethodHandles.dropArguments(maker, sources.size(), from);
    for (int i = sources.size() - 1; i >= 0; i--) {
      build = MethodHandles.foldArguments(build, i, sources.get(i));
    }
    return build.asType(MethodType.methodType(Object.class, from));
  }

  private static Class<?> stored(ComponentForm form, Class<?> type) {
    if (!type.isPrimitive()) {
      return Object.class;
    }
    return form instanceof LongComponent ? long.class : double.class;
  }

  private static String suffix(Class<?> stored) {
    return stored == long.class ? "Long" : stored == double.class ? "Double" : "Object";
  }

  private static MethodHandle bound(ComponentForm form, String name, MethodType type) {
    try {
      return LOOKUP.bind(form, name, type);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
