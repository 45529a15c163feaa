package dev.millrace.code;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamField;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The serialised form of a captured object, made to be hashed and never read back: classes without
 * their computed serial version (it depends on how lambdas are numbered), lambdas as the hash of
 * their code, collections without an order as sorted hashes, and what cannot be serialised as the
 * name of its class.
 */
final class DefinitionStream extends ObjectOutputStream {
  /** Stands in the stream for what Java would write differently from run to run. */
  private record Stand(String kind, String digest) implements Serializable {}

  /** The serialised form of {@code List.of}, {@code Set.of} and {@code Map.of}. */
  private static final String IMMUTABLE_COLLECTION = "java.util.CollSer";

  private static final Set<Class<?>> UNORDERED_MAPS =
      Set.of(HashMap.class, Hashtable.class, ConcurrentHashMap.class);

  private final CapturedValues values;
  private final @Nullable ClassLoader loader;

  DefinitionStream(OutputStream out, CapturedValues values, @Nullable ClassLoader loader)
      throws IOException {
    super(out);
    this.values = values;
    this.loader = loader;
    enableReplaceObject(true);
  }

  @Override
  protected Object replaceObject(Object object) throws IOException {
    if (object instanceof SerializedLambda lambda) {
      return new Stand("lambda", values.digestOfLambda(lambda, loader));
    }
    if (object.getClass().getName().equals(IMMUTABLE_COLLECTION)) {
      return immutableCollection(object);
    }
    if (UNORDERED_MAPS.contains(object.getClass())) {
      return new Stand("map", elements(((Map<?, ?>) object).entrySet(), false));
    }
    if (object.getClass() == HashSet.class) {
      return new Stand("set", elements((Set<?>) object, false));
    }
    return object instanceof Serializable
        ? object
        : new Stand("unserialisable", values.digest(object, loader));
  }

  @Override
  protected void writeClassDescriptor(ObjectStreamClass descriptor) throws IOException {
    CanonicalText text = new CanonicalText();
    values.writeClassOf(descriptor.forClass(), text);
    for (ObjectStreamField field : descriptor.getFields()) {
      text.add(field.getName(), field.getTypeCode());
    }
    writeUTF(text.hex());
  }

  private String elements(Collection<?> elements, boolean ordered) {
    return values.digestOfElements(elements, ordered, loader);
  }

  private Stand immutableCollection(Object form) throws IOException {
    Elements elements = Elements.of(form, loader);
    Object collection = elements.collection();
    if (collection instanceof Map<?, ?> map) {
      List<Object> entries = new ArrayList<>();
      map.forEach((k, v) -> entries.add(Map.entry(elements.behind(k), elements.behind(v))));
      return new Stand("map", elements(entries, false));
    }
    List<Object> behind = new ArrayList<>();
    for (Object marker : (Collection<?>) collection) {
      behind.add(elements.behind(marker));
    }
    boolean ordered = collection instanceof List;
    return new Stand(ordered ? "list" : "set", elements(behind, ordered));
  }
}
