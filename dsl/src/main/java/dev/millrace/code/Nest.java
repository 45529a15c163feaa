package dev.millrace.code;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The class files of one top-level class and everything nested in it: the code that counts as the
 * function's own. Code compiled for Java 8 to 10 knows no nests; there it is the one class alone.
 */
final class Nest {
  private static final Set<String> ROOTS =
      Set.of("java/lang/Object", "java/lang/Record", "java/lang/Enum");

  private final ClassLoader loader;
  private final Set<String> names = new LinkedHashSet<>();
  private final Map<String, Optional<ClassFile>> files = new HashMap<>();
  private boolean complete = true;

  /** The nest of a class; empty when its bytes cannot be had. */
  static Optional<Nest> of(String className, ClassLoader loader) {
    Nest nest = new Nest(loader);
    Optional<ClassFile> start = nest.read(className);
    if (start.isEmpty()) {
      return Optional.empty();
    }
    nest.names.add(className);
    String host = start.get().nestHost();
    nest.names.add(host);
    nest.read(host).ifPresent(file -> nest.names.addAll(file.nestMembers()));
    return Optional.of(nest);
  }

  private Nest(ClassLoader loader) {
    this.loader = loader;
  }

  /** Whether the bytes of every nest mate asked for could be had. */
  boolean isComplete() {
    return complete;
  }

  /** A class of this nest; empty for any other. */
  Optional<ClassFile> find(String className) {
    if (!names.contains(className)) {
      return Optional.empty();
    }
    Optional<ClassFile> file = read(className);
    complete &= file.isPresent();
    return file;
  }

  /** The method a call by this name finds, in the class or in what it inherits from in the nest. */
  Optional<ClassFile.Method> resolve(Constant.Member call) {
    return resolve(call.owner(), call.name(), call.descriptor());
  }

  private Optional<ClassFile.Method> resolve(String owner, String name, String descriptor) {
    Optional<ClassFile> file = find(owner);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    Optional<ClassFile.Method> own = file.get().method(name, descriptor);
    if (own.isPresent() || name.equals("<init>")) {
      return own;
    }
    return file.get().supertypes().stream()
        .map(supertype -> resolve(supertype, name, descriptor))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** The class or interface of the nest that declares a static initialiser for the field. */
  Optional<ClassFile> initialiserOf(Constant.Member field) {
    return find(field.owner()).filter(file -> file.method("<clinit>", "()V").isPresent());
  }

  /** Methods of the nest that a call of the given one may reach instead, in a stable order. */
  List<ClassFile.Method> overridesOf(ClassFile.Method method) {
    List<ClassFile.Method> found = new ArrayList<>();
    for (String name : byNumber(names)) {
      Optional<ClassFile> file = find(name);
      if (file.isPresent() && file.get() != method.owner() && inherits(file.get(), method)) {
        file.get().method(method.name(), method.descriptor()).ifPresent(found::add);
      }
    }
    return found;
  }

  private boolean inherits(ClassFile file, ClassFile.Method method) {
    return file.supertypes().stream()
        .anyMatch(
            s ->
                s.equals(method.owner().name())
                    || find(s).filter(f -> inherits(f, method)).isPresent());
  }

  /**
   * Methods of a class that code outside the nest can call on an instance, because a type outside
   * the nest declares them: {@code compare} of a Comparator, {@code equals} of Object. Without
   * roots, what every object has by Object, Record or Enum is left out.
   */
  List<ClassFile.Method> callableFromOutside(ClassFile file, boolean withRoots) {
    Set<String> declared = new HashSet<>();
    boolean known = declaredOutside(file, withRoots, declared);
    return file.methods().stream()
        .filter(ClassFile.Method::isDispatched)
        .filter(m -> !known || declared.contains(m.name() + m.descriptor()))
        .sorted(Comparator.comparing(m -> m.name() + m.descriptor()))
        .toList();
  }

  /** Collects the signatures; false when a type's bytes cannot be had, and any may be declared. */
  private boolean declaredOutside(ClassFile file, boolean withRoots, Set<String> declared) {
    boolean known = true;
    for (String supertype : file.supertypes()) {
      if (!withRoots && ROOTS.contains(supertype)) {
        continue;
      }
      Optional<ClassFile> parent = read(supertype);
      if (parent.isEmpty()) {
        known = false;
        continue;
      }
      if (!names.contains(supertype)) {
        parent.get().methods().forEach(m -> declared.add(m.name() + m.descriptor()));
      }
      known &= declaredOutside(parent.get(), withRoots, declared);
    }
    return known;
  }

  /** {@code A$9} before {@code A$10}: the order stays when another class is put in before both. */
  private static List<String> byNumber(Set<String> names) {
    return names.stream()
        .sorted(Comparator.comparing(String::length).thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  private Optional<ClassFile> read(String className) {
    Optional<ClassFile> file = files.get(className);
    if (file == null) {
      file = bytesOf(className, loader).map(ClassFile::read);
      files.put(className, file);
    }
    return file;
  }

  private static Optional<byte[]> bytesOf(String className, ClassLoader loader) {
    try (InputStream in = loader.getResourceAsStream(className + ".class")) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
