package dev.millrace.record;

import dev.millrace.record.ColumnException.Reason;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the component that an accessor reference names, or says what it is instead. */
final class ColumnResolution {
  private ColumnResolution() {}

  static Component resolve(Shape<?> shape, Field<?, ?> field) {
    SerializedLambda code =
        SerializedCode.of(field)
            .orElseThrow(
                () ->
                    new ColumnException(
                        Reason.NOT_A_REFERENCE,
                        "it is an object of " + field.getClass().getName() + ", no reference",
                        writeAccessor(shape)));
    String method = code.getImplMethodName();
    if (method.startsWith("lambda$")) {
      throw new ColumnException(
          Reason.LAMBDA,
          "it is a lambda, so the column it reads cannot be known",
          writeAccessor(shape) + ", or map to a record that has the value as a component");
    }
    if (code.getCapturedArgCount() > 0) {
      throw new ColumnException(
          Reason.BOUND_RECEIVER,
          simpleName(code) + "." + method + " is bound to one object, not to each row",
          writeAccessor(shape));
    }
    if (code.getImplMethodKind() == MethodHandleInfo.REF_invokeStatic) {
      throw new ColumnException(
          Reason.STATIC_METHOD,
          simpleName(code) + "." + method + " is a static method",
          writeAccessor(shape) + ", or map to a record that has the value as a component");
    }
    Optional<Component> component =
        isOf(shape.type(), code.getImplClass()) ? shape.componentOf(method) : Optional.empty();
    return component.orElseThrow(() -> noComponent(shape, code));
  }

  private static ColumnException noComponent(Shape<?> shape, SerializedLambda code) {
    String method = code.getImplMethodName();
    String what =
        method.equals("<init>")
            ? "it is a constructor of " + simpleName(code)
            : simpleName(code) + "." + method + " is no component of " + shape.name();
    String near = nearest(shape, method);
    return new ColumnException(
        Reason.NOT_A_COMPONENT,
        what + "; its components are " + names(shape),
        near == null
            ? writeAccessor(shape) + ", or map to a record that has the value as a component"
            : "did you mean " + shape.name() + "::" + near + "?");
  }

  /** Whether the class is the type itself or something it extends or implements. */
  private static boolean isOf(Class<?> type, String internalName) {
    String name = internalName.replace('/', '.');
    Deque<Class<?>> left = new ArrayDeque<>();
    left.add(type);
    while (!left.isEmpty()) {
      Class<?> next = left.remove();
      if (next.getName().equals(name)) {
        return true;
      }
      left.addAll(Arrays.asList(next.getInterfaces()));
      if (next.getSuperclass() != null) {
        left.add(next.getSuperclass());
      }
    }
    return false;
  }

  private static String writeAccessor(Shape<?> shape) {
    return "write an accessor of "
        + shape.name()
        + ", such as "
        + shape.name()
        + "::"
        + shape.components().get(0).accessor();
  }

  private static String names(Shape<?> shape) {
    return shape.components().stream().map(Component::accessor).collect(Collectors.joining(", "));
  }

  private static String simpleName(SerializedLambda code) {
    String name = code.getImplClass();
    return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('$')) + 1);
  }

  private static @Nullable String nearest(Shape<?> shape, String method) {
    String wanted = bare(method);
    String nearest = null;
    int least = Math.max(1, wanted.length() / 3) + 1;
    for (Component component : shape.components()) {
      int distance = distance(wanted, bare(component.accessor()));
      if (distance < least) {
        least = distance;
        nearest = component.accessor();
      }
    }
    return nearest;
  }

  private static String bare(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.length() > 3 && lower.startsWith("get") ? lower.substring(3) : lower;
  }

  /** Letters to insert, delete or replace to make one word of the other (Levenshtein). */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[to.length()];
  }
}
