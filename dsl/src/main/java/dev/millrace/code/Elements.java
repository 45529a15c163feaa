package dev.millrace.code;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the serialised form of {@code List.of}, {@code Set.of} or {@code Map.of} holds. Their order
 * is salted anew in every JVM, and only the form is seen in a stream; so it is written with a
 * marker in place of each element, and read back as a collection of markers.
 */
final class Elements {
  private final Object collection;
  private final List<Object> behindMarkers;

  private Elements(Object collection, List<Object> behindMarkers) {
    this.collection = collection;
    this.behindMarkers = behindMarkers;
  }

  static Elements of(Object form, @Nullable ClassLoader loader) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    List<Object> elements;
    try (Marking marking = new Marking(bytes)) {
      marking.writeObject(form);
      elements = marking.elements;
    }
    try (Reading reading = new Reading(new ByteArrayInputStream(bytes.toByteArray()), loader)) {
      return new Elements(reading.readObject(), elements);
    } catch (ClassNotFoundException e) {
      throw new IOException("an element is a class that cannot be found", e);
    }
  }

  /** A List, Set or Map; what stands in it goes through {@link #behind}. */
  Object collection() {
    return collection;
  }

  /** The element itself; a class needs no marker and stands for itself. */
  Object behind(Object marker) {
    return marker instanceof String text ? behindMarkers.get(Integer.parseInt(text)) : marker;
  }

  private static final class Marking extends ObjectOutputStream {
    private final List<Object> elements = new ArrayList<>();
    private boolean started;

    Marking(ByteArrayOutputStream out) throws IOException {
      super(out);
      enableReplaceObject(true);
    }

    @Override
    protected Object replaceObject(Object object) {
      if (!started) {
        started = true;
        return object;
      }
      elements.add(object);
      return Integer.toString(elements.size() - 1);
    }
  }

  private static final class Reading extends ObjectInputStream {
    private final @Nullable ClassLoader loader;

    Reading(ByteArrayInputStream in, @Nullable ClassLoader loader) throws IOException {
      super(in);
      this.loader = loader;
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass form)
        throws IOException, ClassNotFoundException {
      return Class.forName(form.getName(), false, loader);
    }
  }
}
