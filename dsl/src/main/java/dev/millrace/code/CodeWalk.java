package dev.millrace.code;

import java.lang.invoke.MethodHandleInfo;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes the code a method stands for, without anything a compiler numbers.
 *
 * <p>Methods, fields and numbered classes of the nest are called by the order in which the walk
 * meets them, and written out once, in that order; so recursion ends, and names such as {@code
 * lambda$define$3} or {@code Retail$1} never show. Bodies of lambda expressions stand where they
 * are used, because the compiler may merge two equal ones.
 */
final class CodeWalk {
  private static final Pattern CLASS_IN_DESCRIPTOR = Pattern.compile("L([^;<]+);");
  private static final String ENUM_SWITCH = "$SwitchMap$";

  private final Nest nest;
  private final CanonicalText out;
  private final Map<Object, Integer> numbers = new HashMap<>();
  private final Deque<Runnable> toWrite = new ArrayDeque<>();
  private final Set<ClassFile.Method> openLambdas = new HashSet<>();

  CodeWalk(Nest nest, CanonicalText out) {
    this.nest = nest;
    this.out = out;
  }

  /** Writes a method that is known by its handle, and all it leads to. */
  void writeFrom(Constant.Handle handle) {
    handle(handle);
    writeRest();
  }

  /** Writes a method's descriptor with the nest's numbered classes by number. */
  void writeType(String methodDescriptor) {
    out.add(descriptor(methodDescriptor));
  }

  /** Writes every method of a class and of its superclasses in the nest, and all they lead to. */
  void writeAll(ClassFile file) {
    out.add("class", className(file.name()));
    for (String supertype : file.supertypes()) {
      out.add("is", className(supertype));
    }
    file.methods().stream()
        .filter(m -> !m.is(ClassFile.SYNTHETIC) && !m.name().equals("<clinit>"))
        .sorted(Comparator.comparing(m -> m.name() + m.descriptor()))
        .forEach(this::refer);
    file.supertypes().stream()
        .limit(1)
        .map(nest::find)
        .flatMap(Optional::stream)
        .forEach(this::writeAll);
    writeRest();
  }

  /** Writes a class's name and what it does for types outside the nest, such as a function. */
  void writeRole(ClassFile file) {
    out.add("role", className(file.name()));
    nest.callableFromOutside(file, false).forEach(this::refer);
    writeRest();
  }

  private void writeRest() {
    while (!toWrite.isEmpty()) {
      toWrite.remove().run();
    }
  }

  /** Says which method is meant, and has it written later. */
  private void refer(ClassFile.Method method) {
    if (method.isLambdaBody() && openLambdas.add(method)) {
      writeMethod(method);
      openLambdas.remove(method);
    } else {
      out.add("method", number(method, () -> writeMethod(method)));
    }
  }

  private int number(Object what, Runnable writing) {
    Integer known = numbers.get(what);
    if (known != null) {
      return known;
    }
    numbers.put(what, numbers.size());
    toWrite.add(writing);
    return numbers.size() - 1;
  }

  private void writeMethod(ClassFile.Method method) {
    out.add("body", method.is(ClassFile.STATIC) ? "static" : "instance");
    out.add(method.isDispatched() && !method.isLambdaBody() ? method.name() : "");
    out.add(descriptor(method.descriptor()));
    if (method.code() == null) {
      out.add("abstract");
      return;
    }
    MethodBody body = new MethodBody(method.owner(), method.code());
    writeCode(body, body.meaningful());
    if (method.isConstructor()) {
      nest.callableFromOutside(method.owner(), true).forEach(this::refer);
    }
  }

  private void writeField(ClassFile owner, String field) {
    ClassFile.Method initialiser = owner.method("<clinit>", "()V").orElseThrow();
    if (initialiser.code() == null) {
      throw new IllegalArgumentException("a static initialiser without code in " + owner.name());
    }
    MethodBody body = new MethodBody(owner, initialiser.code());
    out.add("value");
    writeCode(body, new StaticInitialiser(owner.name(), body).slice(field));
  }

  private void writeCode(MethodBody body, BitSet kept) {
    EnumSwitches enums = new EnumSwitches(body, nest);
    for (int i = kept.nextSetBit(0); i >= 0; i = kept.nextSetBit(i + 1)) {
      Instruction instruction = body.at(i);
      out.add(instruction.opcode());
      if (instruction.isSwitch()) {
        writeSwitch(body, i, kept, enums);
      } else if (!instruction.targets().isEmpty()) {
        out.add(distance(i, body.targetsOf(i).get(0), kept));
      } else if (instruction.hasConstant()) {
        writeConstant(body.constantAt(i), instruction.opcode());
        out.add(instruction.second());
      } else {
        out.add(instruction.operand(), instruction.second());
      }
    }
    out.add("end");
    for (MethodBody.Handler handler : body.handlers()) {
      if (kept.get(handler.start(), handler.target() + 1).cardinality() > 0) {
        out.add(distance(0, handler.start(), kept), distance(0, handler.end(), kept));
        out.add(distance(0, handler.target(), kept));
        out.add(handler.type() == null ? "any" : className(handler.type()));
      }
    }
    out.add("end");
  }

  private void writeSwitch(MethodBody body, int index, BitSet kept, EnumSwitches enums) {
    Map<String, Integer> cases = enums.namedCases(index);
    cases.forEach((key, target) -> out.add(key, distance(index, target, kept)));
    List<Integer> targets = body.targetsOf(index);
    out.add("default", distance(index, targets.get(targets.size() - 1), kept));
  }

  /** How many kept instructions lie between; negative for a jump back. */
  private static int distance(int from, int to, BitSet kept) {
    return to >= from ? kept.get(from, to).cardinality() : -kept.get(to, from).cardinality();
  }

  private void writeConstant(Constant constant, int opcode) {
    if (constant instanceof Constant.Numeral number) {
      out.add(number.kind(), number.bits());
    } else if (constant instanceof Constant.Text text) {
      out.add("text", text.value());
    } else if (constant instanceof Constant.Type type) {
      out.add("class", className(type.name()));
    } else if (constant instanceof Constant.MethodType type) {
      out.add("type", descriptor(type.descriptor()));
    } else if (constant instanceof Constant.Handle handle) {
      handle(handle);
    } else if (constant instanceof Constant.Dynamic dynamic) {
      out.add("dynamic", dynamic.name(), descriptor(dynamic.descriptor()));
      handle(dynamic.bootstrap());
      out.add(dynamic.arguments().size());
      dynamic.arguments().forEach(argument -> writeConstant(argument, 0));
    } else if (constant instanceof Constant.Member member) {
      member(member, opcode == Instruction.GETSTATIC || opcode == Instruction.PUTSTATIC);
    }
  }

  private void handle(Constant.Handle handle) {
    out.add("handle", handle.kind());
    member(handle.member(), handle.kind() == MethodHandleInfo.REF_getStatic);
  }

  private void member(Constant.Member member, boolean isStaticField) {
    if (!member.isMethod()) {
      field(member, isStaticField);
      return;
    }
    Optional<ClassFile.Method> own = nest.resolve(member);
    if (own.isEmpty()) {
      out.add("call", className(member.owner()), member.name(), descriptor(member.descriptor()));
      return;
    }
    List<ClassFile.Method> reached = new ArrayList<>();
    reached.add(own.get());
    if (own.get().isDispatched()) {
      reached.addAll(nest.overridesOf(own.get()));
    }
    out.add("own", reached.size());
    reached.forEach(this::refer);
  }

  private void field(Constant.Member field, boolean isStatic) {
    out.add("field", className(field.owner()));
    if (field.name().startsWith(ENUM_SWITCH)) {
      return; // its numbers depend on every other switch in the class: see EnumSwitches
    }
    out.add(field.name(), descriptor(field.descriptor()));
    Optional<ClassFile> owner = isStatic ? nest.initialiserOf(field) : Optional.empty();
    if (owner.isPresent()) {
      out.add(number(field, () -> writeField(owner.get(), field.name())));
    }
  }

  private String descriptor(String descriptor) {
    Matcher matcher = CLASS_IN_DESCRIPTOR.matcher(descriptor);
    return matcher.replaceAll(
        match -> Matcher.quoteReplacement("L" + className(match.group(1)) + ";"));
  }

  private String className(String name) {
    if (name.startsWith("[")) {
      return descriptor(name);
    }
    boolean numbered = nest.find(name).filter(ClassFile::isNumbered).isPresent();
    return numbered ? "local class " + number(name, () -> {}) : name;
  }
}
