package dev.millrace.code;

import dev.millrace.record.SerializedCode;
import java.io.Serializable;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names what a function captured and cannot be serialised. Serialising decides what that is;
 * reflection only looks for the way there, so that the message can name a field.
 */
final class UnserialisableCaptures {
  /** An object and how to reach it from a captured one. */
  private record Place(Object object, String path) {}

  private UnserialisableCaptures() {}

  static List<String> of(SerializedLambda lambda) {
    List<String> found = new ArrayList<>();
    captures(lambda)
        .forEach(
            (label, captured) -> {
              String type = typeOf(captured);
              for (Object culprit : culprits(captured)) {
                found.add(
                    culprit == captured
                        ? describeDirect(label, culprit)
                        : label + " (" + type + ")" + wayTo(culprit, captured));
              }
            });
    return found;
  }

  /** The same for an object of a class that implements a function. */
  static List<String> within(Object function) {
    String type = typeOf(function);
    return culprits(function).stream()
        .map(culprit -> culprit == function ? type : type + wayTo(culprit, function))
        .toList();
  }

  /** The captured objects by what to call them; nulls need no serialising. */
  private static Map<String, Object> captures(SerializedLambda lambda) {
    boolean bound = lambda.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic;
    Map<String, Object> captures = new LinkedHashMap<>();
    for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
      Object captured = lambda.getCapturedArg(i);
      if (captured != null) {
        boolean receiver = bound && i == 0;
        captures.put(receiver ? receiverOf(lambda) : "argument " + (bound ? i : i + 1), captured);
      }
    }
    return captures;
  }

  private static String receiverOf(SerializedLambda lambda) {
    return lambda.getImplMethodName().startsWith("lambda$") ? "this" : "receiver";
  }

  /** A lambda's class has no name that means anything. */
  private static String typeOf(Object object) {
    return lambdaIn(object).isPresent() ? "a lambda" : object.getClass().getTypeName();
  }

  private static List<Object> culprits(Object captured) {
    CapturedValues values = new FunctionForm().values();
    values.write(captured, new CanonicalText());
    return values.unserialisable();
  }

  private static String describeDirect(String label, Object culprit) {
    String type = typeOf(culprit);
    return label.startsWith("argument") ? label + " of type " + type : label + " (" + type + ")";
  }

  /** {@code .connection (java.net.Socket)}, by the shortest way; without one if it is hidden. */
  private static String wayTo(Object culprit, Object captured) {
    String type = " (" + typeOf(culprit) + ")";
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Place> places = new ArrayDeque<>();
    places.add(new Place(captured, ""));
    while (!places.isEmpty()) {
      Place place = places.remove();
      if (place.object() == culprit) {
        return place.path() + type;
      }
      if (seen.add(place.object())) {
        places.addAll(placesIn(place));
      }
    }
    return type;
  }

  private static List<Place> placesIn(Place place) {
    Object object = place.object();
    Map<String, @Nullable Object> parts = new LinkedHashMap<>();
    if (object instanceof Object[] array) {
      putIndexed(parts, Arrays.asList(array));
    } else if (object instanceof Collection<?> collection) {
      putIndexed(parts, collection);
    } else if (object instanceof Map<?, ?> map) {
      map.forEach((key, value) -> parts.put("[" + key + "]", value));
      putIndexed(parts, map.keySet());
    } else {
      Optional<SerializedLambda> lambda = lambdaIn(object);
      if (lambda.isPresent()) {
        captures(lambda.get()).forEach((label, value) -> parts.put("." + label, value));
      } else {
        putFields(parts, object);
      }
    }
    List<Place> places = new ArrayList<>();
    parts.forEach(
        (step, part) -> {
          if (part != null) {
            places.add(new Place(part, place.path() + step));
          }
        });
    return places;
  }

  private static Optional<SerializedLambda> lambdaIn(Object object) {
    return object instanceof Serializable function && object.getClass().isSynthetic()
        ? SerializedCode.of(function)
        : Optional.empty();
  }

  private static void putIndexed(Map<String, @Nullable Object> parts, Collection<?> elements) {
    int index = 0;
    for (Object element : elements) {
      parts.put("[" + index++ + "]", element);
    }
  }

  private static void putFields(Map<String, @Nullable Object> parts, Object object) {
    for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        boolean written = !Modifier.isStatic(field.getModifiers()) && !isTransient(field);
        if (written && !field.getType().isPrimitive()) {
          read(field, object).ifPresent(value -> parts.put("." + field.getName(), value));
        }
      }
    }
  }

  private static boolean isTransient(Field field) {
    return Modifier.isTransient(field.getModifiers());
  }

  /** Empty for null, and for a field that its module does not open: the way is then left out. */
  private static Optional<Object> read(Field field, Object object) {
    if (!field.trySetAccessible()) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(field.get(object));
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("an accessible field refused to be read: " + field, e);
    }
  }
}
