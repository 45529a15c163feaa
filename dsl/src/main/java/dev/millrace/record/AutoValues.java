package dev.millrace.record;

import dev.millrace.record.ElementClass.Accessor;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * AutoValue classes. Their annotation is not kept at run time, so one is known by the class that
 * AutoValue generated beside it. Its components are its abstract accessors, by name; it is built
 * through its one static factory that takes them all.
 *
 * <p>A factory's parameters are matched by name where the class was compiled with {@code
 * -parameters}, else by type where no two components have the same one. Never by position: two
 * parameters of one type that change places would change the data, and nobody would be told.
 */
final class AutoValues implements ElementStyle {
  @Override
  public boolean covers(Class<?> type) {
    if (!Modifier.isAbstract(type.getModifiers()) || type.isInterface() || type.isArray()) {
      return false;
    }
    String simple = type.getName().substring(type.getPackageName().length());
    String generated =
        type.getPackageName()
            + (simple.startsWith(".") ? ".AutoValue_" : "AutoValue_")
            + simple.replace(".", "").replace('$', '_');
    try {
      return type.isAssignableFrom(Class.forName(generated, false, type.getClassLoader()));
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  @Override
  public Optional<ElementClass> takeApart(Class<?> type, ElementAccess access, Faults faults)
      throws IllegalAccessException {
    List<Method> methods = accessors(type);
    List<Factory> factories = factories(type, methods);
    if (factories.size() != 1) {
      addFault(type, methods, factories, faults);
      return Optional.empty();
    }
    Factory factory = factories.get(0);
    return Optional.of(
        new ElementClass(
            methods.stream().map(each -> Accessor.of(each, each.getAnnotatedReturnType())).toList(),
            factory.inOrder(access.call(factory.method())),
            false));
  }

  private static void addFault(
      Class<?> type, List<Method> methods, List<Factory> factories, Faults faults) {
    String components =
        methods.stream()
            .map(each -> each.getGenericReturnType().getTypeName() + " " + each.getName())
            .collect(Collectors.joining(", "));
    List<Method> candidates = candidates(type, methods);
    if (!factories.isEmpty()) {
      faults.add(
          "",
          factories.size()
              + " static factories of "
              + type.getSimpleName()
              + " take its components",
          "keep one that takes (" + components + ")");
    } else if (candidates.isEmpty()) {
      faults.add(
          "",
          "no static factory of " + type.getSimpleName() + " takes exactly its components",
          "write one that takes (" + components + "), in any order");
    } else {
      faults.add(
          "",
          "which parameter of "
              + type.getSimpleName()
              + "."
              + candidates.get(0).getName()
              + " is which component cannot be told",
          "name the parameters as the components and compile with -parameters, or use a record");
    }
  }

  /** The abstract accessors, inherited ones included, by name. */
  private static List<Method> accessors(Class<?> type) {
    Map<String, Method> byName = new LinkedHashMap<>();
    collect(type, byName);
    return byName.values().stream()
        .filter(method -> Modifier.isAbstract(method.getModifiers()))
        .filter(method -> method.getReturnType() != void.class)
        .sorted(Comparator.comparing(Method::getName))
        .toList();
  }

  /** Superclasses before interfaces: an implementation in a class wins over an interface. */
  private static void collect(Class<?> type, Map<String, Method> byName) {
    for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
      declared(c, byName);
    }
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      for (Class<?> each : c.getInterfaces()) {
        collect(each, byName);
      }
    }
  }

  private static void declared(Class<?> type, Map<String, Method> byName) {
    for (Method method : type.getDeclaredMethods()) {
      boolean accessor =
          method.getParameterCount() == 0
              && !Modifier.isStatic(method.getModifiers())
              && !method.isBridge()
              && !isOfObject(method.getName());
      if (accessor) {
        byName.putIfAbsent(method.getName(), method);
      }
    }
  }

  /** AutoValue lets a class declare these abstract, to make sure that they are generated. */
  private static boolean isOfObject(String name) {
    return name.equals("toString") || name.equals("hashCode");
  }

  /** A factory and, for each of its parameters, the index of the accessor. */
  private record Factory(Method method, List<Integer> accessorOf) {
    /** Calls the factory with the accessors' values in the accessors' order. */
    MethodHandle inOrder(MethodHandle call) {
      Class<?>[] ordered = new Class<?>[accessorOf.size()];
      for (int i = 0; i < ordered.length; i++) {
        ordered[accessorOf.get(i)] = call.type().parameterType(i);
      }
      return MethodHandles.permuteArguments(
          call,
          MethodType.methodType(call.type().returnType(), ordered),
          accessorOf.stream().mapToInt(Integer::intValue).toArray());
    }
  }

  /** The factories that take exactly the accessors' values; more than one is for the caller. */
  private static List<Factory> factories(Class<?> type, List<Method> accessors) {
    List<Factory> found = new ArrayList<>();
    for (Method method : candidates(type, accessors)) {
      match(method, accessors).ifPresent(found::add);
    }
    return found;
  }

  /** Static methods that return the type and whose parameters have the accessors' types. */
  private static List<Method> candidates(Class<?> type, List<Method> accessors) {
    List<String> wanted =
        accessors.stream().map(each -> text(each.getGenericReturnType())).sorted().toList();
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> Modifier.isStatic(method.getModifiers()) && !method.isSynthetic())
        .filter(method -> method.getReturnType() == type)
        .filter(
            method ->
                Arrays.stream(method.getGenericParameterTypes())
                    .map(AutoValues::text)
                    .sorted()
                    .toList()
                    .equals(wanted))
        .toList();
  }

  private static Optional<Factory> match(Method factory, List<Method> accessors) {
    Parameter[] parameters = factory.getParameters();
    boolean named = Arrays.stream(parameters).allMatch(Parameter::isNamePresent);
    List<Integer> accessorOf = new ArrayList<>();
    for (Parameter parameter : parameters) {
      List<Method> fitting =
          accessors.stream()
              .filter(
                  each ->
                      text(each.getGenericReturnType())
                          .equals(text(parameter.getParameterizedType())))
              .filter(each -> !named || isNamed(each, parameter.getName()))
              .toList();
      if (fitting.size() != 1) {
        return Optional.empty();
      }
      accessorOf.add(accessors.indexOf(fitting.get(0)));
    }
    boolean all = accessorOf.stream().distinct().count() == accessors.size();
    return all ? Optional.of(new Factory(factory, accessorOf)) : Optional.empty();
  }

  /** {@code getCountry} and {@code isOpen} also answer to {@code country} and {@code open}. */
  private static boolean isNamed(Method accessor, String parameter) {
    String name = accessor.getName();
    return name.equals(parameter)
        || name.equals("get" + capitalised(parameter))
        || name.equals("is" + capitalised(parameter));
  }

  private static String capitalised(String name) {
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  private static String text(Type type) {
    return type.getTypeName();
  }
}
