package dev.millrace.code;

import dev.millrace.record.SerializedCode;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Writes functions as text that is equal for equal code and equal captured values. */
final class FunctionForm {
  private final CapturedValues values = new CapturedValues(this);
  private boolean exact = true;

  CapturedValues values() {
    return values;
  }

  boolean isExact() {
    return exact;
  }

  void write(Serializable function, CanonicalText out) {
    ClassLoader loader = function.getClass().getClassLoader();
    Optional<SerializedLambda> lambda = SerializedCode.of(function);
    if (lambda.isPresent()) {
      writeLambda(lambda.get(), loader, out);
    } else {
      writeClass(function.getClass(), out);
      values.write(function, out);
    }
  }

  /** A null loader is the JDK's own. */
  void writeLambda(SerializedLambda lambda, @Nullable ClassLoader loader, CanonicalText out) {
    Constant.Member method =
        new Constant.Member(
            lambda.getImplClass(), lambda.getImplMethodName(), lambda.getImplMethodSignature());
    Constant.Handle handle = new Constant.Handle(lambda.getImplMethodKind(), method);
    out.add("function");
    Optional<Nest> nest = nestDeclaring(method, loader);
    if (nest.isPresent()) {
      CodeWalk walk = new CodeWalk(nest.get(), out);
      walk.writeType(lambda.getInstantiatedMethodType());
      walk.writeFrom(handle);
      exact &= nest.get().isComplete();
    } else {
      out.add(lambda.getInstantiatedMethodType(), handle);
    }
    for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
      values.write(lambda.getCapturedArg(i), loader, out.add("captured"));
    }
  }

  /** All the code of a class; its name only for one of the JDK. */
  void writeClass(Class<?> type, CanonicalText out) {
    writeCode(type, out, CodeWalk::writeAll);
  }

  /** A class by its name and the methods by which it implements what others declare. */
  void writeRole(Class<?> type, CanonicalText out) {
    writeCode(type, out, CodeWalk::writeRole);
  }

  private void writeCode(
      Class<?> type, CanonicalText out, BiConsumer<CodeWalk, ClassFile> writing) {
    String name = type.getName().replace('.', '/');
    boolean byName = type.isArray() || isOfTheJdk(type);
    Optional<Nest> nest = byName ? Optional.empty() : nestOf(type);
    if (nest.isPresent()) {
      nest.get().find(name).ifPresent(file -> writing.accept(new CodeWalk(nest.get(), out), file));
      exact &= nest.get().isComplete();
    } else {
      out.add("class", name);
    }
  }

  /** The nest with the method's body; empty for the JDK, whose code is known by its names. */
  private Optional<Nest> nestDeclaring(Constant.Member method, @Nullable ClassLoader loader) {
    Class<?> type;
    try {
      type = Class.forName(method.owner().replace('/', '.'), false, loader);
    } catch (ClassNotFoundException e) {
      exact = false; // a hidden class: it has a name that nobody can look up
      return Optional.empty();
    }
    return nestDeclaring(method, type);
  }

  private Optional<Nest> nestDeclaring(Constant.Member method, @Nullable Class<?> type) {
    if (type == null || isOfTheJdk(type)) {
      return Optional.empty();
    }
    Optional<Nest> nest = nestOf(type);
    if (nest.isEmpty() || nest.get().resolve(method).isPresent()) {
      return nest;
    }
    Optional<Nest> inherited = nestDeclaring(method, type.getSuperclass());
    for (Class<?> parent : type.getInterfaces()) {
      inherited = inherited.or(() -> nestDeclaring(method, parent));
    }
    return inherited;
  }

  private Optional<Nest> nestOf(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    Optional<Nest> nest =
        loader == null ? Optional.empty() : Nest.of(type.getName().replace('.', '/'), loader);
    exact &= nest.isPresent();
    return nest;
  }

  private static boolean isOfTheJdk(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return loader == null || loader.equals(ClassLoader.getPlatformClassLoader());
  }
}
