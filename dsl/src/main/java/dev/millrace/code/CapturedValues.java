package dev.millrace.code;

import dev.millrace.record.SerializedCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.ZoneId;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes captured objects by value, and keeps those that cannot be serialised. */
final class CapturedValues {
  private final FunctionForm functions;
  private final Set<Object> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Object> unserialisable = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<Object> inOrder = new ArrayList<>();

  CapturedValues(FunctionForm functions) {
    this.functions = functions;
  }

  /** What Java cannot serialise among the objects written so far, in the order they were met. */
  List<Object> unserialisable() {
    return inOrder;
  }

  void write(Object value, CanonicalText out) {
    write(value, value.getClass().getClassLoader(), out);
  }

  /** The loader is for the code of lambdas in the value. */
  void write(@Nullable Object value, @Nullable ClassLoader loader, CanonicalText out) {
    if (value == null) {
      out.add("null");
    } else if (value instanceof Class<?> type) {
      writeName(type, out.add("class"));
    } else if (value instanceof Enum<?> constant) {
      out.add("enum", constant.getDeclaringClass().getName(), constant.name());
    } else if (isPlain(value)) {
      out.add("value", value.getClass().getName(), value);
    } else if (open.add(value)) {
      writeObject(value, loader, out);
      open.remove(value);
    } else {
      out.add("itself");
    }
  }

  /** The text of these says everything about the value. */
  private static boolean isPlain(Object value) {
    return value instanceof String
        || value instanceof Boolean
        || value instanceof Character
        || (value instanceof Number && value.getClass().getPackageName().equals("java.lang"))
        || value.getClass() == BigDecimal.class
        || value.getClass() == BigInteger.class
        || (isDateOrTime(value) && value.getClass().getPackageName().equals("java.time"));
  }

  private static boolean isDateOrTime(Object value) {
    return value instanceof TemporalAccessor
        || value instanceof TemporalAmount
        || value instanceof ZoneId;
  }

  private void writeObject(Object value, @Nullable ClassLoader loader, CanonicalText out) {
    if (!(value instanceof Serializable serialisable)) {
      refuse(value, out);
      return;
    }
    Optional<SerializedLambda> lambda = lambdaIn(serialisable);
    if (lambda.isPresent()) {
      ClassLoader own = value.getClass().getClassLoader();
      functions.writeLambda(lambda.get(), own, out);
      return;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DefinitionStream stream = new DefinitionStream(bytes, this, loader)) {
      stream.writeObject(value);
    } catch (IOException | RuntimeException refused) { // by a writeObject of its own
      refuse(value, out);
      return;
    }
    out.add("object", CanonicalText.hexOf(bytes.toByteArray()));
  }

  private static Optional<SerializedLambda> lambdaIn(Serializable value) {
    return value.getClass().isSynthetic() ? SerializedCode.of(value) : Optional.empty();
  }

  private void refuse(Object value, CanonicalText out) {
    if (unserialisable.add(value)) {
      inOrder.add(value);
    }
    out.add("unserialisable", value.getClass().getName());
  }

  /** The hash of a value by itself. */
  String digest(@Nullable Object value, @Nullable ClassLoader loader) {
    CanonicalText text = new CanonicalText();
    write(value, loader, text);
    return text.hex();
  }

  String digestOfLambda(SerializedLambda lambda, @Nullable ClassLoader loader) {
    CanonicalText text = new CanonicalText();
    functions.writeLambda(lambda, loader, text);
    return text.hex();
  }

  /** Elements in their order for a list, sorted by hash where the order means nothing. */
  String digestOfElements(Collection<?> elements, boolean ordered, @Nullable ClassLoader loader) {
    List<String> digests = new ArrayList<>();
    for (Object element : elements) {
      digests.add(
          element instanceof Map.Entry<?, ?> entry
              ? digest(entry.getKey(), loader) + digest(entry.getValue(), loader)
              : digest(element, loader));
    }
    if (!ordered) {
      Collections.sort(digests);
    }
    return new CanonicalText().add(ordered, digests).hex();
  }

  /** The class of an object whose fields follow. */
  void writeClassOf(Class<?> type, CanonicalText out) {
    if (isNumbered(type)) {
      functions.writeClass(type, out);
    } else {
      functions.writeRole(type, out);
    }
  }

  /** A class by its name, or by its code when the name is the compiler's numbering. */
  private void writeName(Class<?> type, CanonicalText out) {
    if (isNumbered(type)) {
      functions.writeClass(type, out);
    } else {
      out.add(type.getName());
    }
  }

  private static boolean isNumbered(Class<?> type) {
    return type.isAnonymousClass() || type.isLocalClass();
  }
}
