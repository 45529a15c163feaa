package dev.millrace.code;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One class file, as far as a fingerprint needs it (Java Virtual Machine Specification, chapter 4):
 * names, methods with their code, nest and bootstrap methods. Debug attributes and stack maps are
 * skipped. Names are internal ones, with slashes.
 */
final class ClassFile {
  static final int STATIC = 0x0008;
  static final int PRIVATE = 0x0002;
  static final int SYNTHETIC = 0x1000;

  /** A method; without code when it is abstract or native. */
  record Method(ClassFile owner, int access, String name, String descriptor, @Nullable Code code) {
    boolean is(int flag) {
      return (access & flag) != 0;
    }

    boolean isConstructor() {
      return name.equals("<init>");
    }

    /** The body of a lambda expression, which has no name in the source. */
    boolean isLambdaBody() {
      return is(SYNTHETIC) && name.startsWith("lambda$");
    }

    /** Whether a call may end in a subclass's method. */
    boolean isDispatched() {
      return !is(STATIC) && !is(PRIVATE) && !name.startsWith("<");
    }

    boolean hasSignatureOf(Method other) {
      return name.equals(other.name) && descriptor.equals(other.descriptor);
    }
  }

  /** Offsets are bytes from the start of {@code bytes}; read them by absolute position. */
  record Code(ByteBuffer bytes, List<Handler> handlers) {}

  /** Catches within [start, end); a null type catches all. */
  record Handler(int start, int end, int target, @Nullable String type) {}

  private final byte[] bytes;
  private final ByteBuffer file;
  private final int[] constants;
  private final String name;
  private final int access;
  private final List<String> supertypes = new ArrayList<>();
  private final List<Method> methods = new ArrayList<>();
  private final List<Integer> bootstraps = new ArrayList<>();
  private final List<String> nestMembers = new ArrayList<>();
  private String nestHost;
  private boolean local;

  /** Reads a whole class file; one that is cut short or no class file at all is refused. */
  static ClassFile read(byte[] bytes) {
    return new ClassFile(bytes);
  }

  private ClassFile(byte[] bytes) {
    this.bytes = bytes;
    file = ByteBuffer.wrap(bytes);
    if (file.getInt() != 0xCAFEBABE) {
      throw new IllegalArgumentException("not a class file");
    }
    file.getInt(); // version
    constants = readConstants();
    access = u2();
    name = className(u2());
    nestHost = name;
    readSupertypes();
    readMembers(false);
    readMembers(true);
    for (int left = u2(); left > 0; left--) {
      readClassAttribute();
    }
  }

  String name() {
    return name;
  }

  /** The superclass first (none for Object), then the interfaces. */
  List<String> supertypes() {
    return supertypes;
  }

  List<Method> methods() {
    return methods;
  }

  Optional<Method> method(String methodName, String descriptor) {
    return methods.stream()
        .filter(m -> m.name().equals(methodName) && m.descriptor().equals(descriptor))
        .findFirst();
  }

  /** The top-level class of the nest; the class itself when it is that. */
  String nestHost() {
    return nestHost;
  }

  /** All nest mates of a host but itself, in the compiler's order. */
  List<String> nestMembers() {
    return nestMembers;
  }

  /** A local, anonymous or synthetic class: its name is the compiler's numbering. */
  boolean isNumbered() {
    return local || (access & SYNTHETIC) != 0;
  }

  /** The constant at an index of the pool, with all it refers to. */
  Constant constant(int index) {
    int at = constants[index];
    return switch (file.get(at - 1)) {
      case 3 -> new Constant.Numeral("int", file.getInt(at));
      case 4 -> new Constant.Numeral("float", file.getInt(at));
      case 5 -> new Constant.Numeral("long", file.getLong(at));
      case 6 -> new Constant.Numeral("double", file.getLong(at));
      case 7 -> new Constant.Type(utf8(u2(at)));
      case 8 -> new Constant.Text(utf8(u2(at)));
      case 9, 10, 11 -> member(at);
      case 15 -> new Constant.Handle(file.get(at), member(constants[u2(at + 1)]));
      case 16 -> new Constant.MethodType(utf8(u2(at)));
      case 17, 18 -> dynamic(at);
      default -> throw new IllegalArgumentException("constant " + index + " of " + name);
    };
  }

  private Constant.Member member(int at) {
    int pair = constants[u2(at + 2)];
    return new Constant.Member(className(u2(at)), utf8(u2(pair)), utf8(u2(pair + 2)));
  }

  private Constant.Dynamic dynamic(int at) {
    int pair = constants[u2(at + 2)];
    int bootstrap = bootstraps.get(u2(at));
    Constant.Handle handle = (Constant.Handle) constant(u2(bootstrap));
    List<Constant> arguments = new ArrayList<>();
    for (int i = 0; i < u2(bootstrap + 2); i++) {
      arguments.add(constant(u2(bootstrap + 4 + 2 * i)));
    }
    return new Constant.Dynamic(utf8(u2(pair)), utf8(u2(pair + 2)), handle, arguments);
  }

  private int[] readConstants() {
    int[] offsets = new int[u2()];
    for (int i = 1; i < offsets.length; i++) {
      int tag = file.get();
      offsets[i] = file.position();
      skip(
          switch (tag) {
            case 1 -> u2();
            case 7, 8, 16, 19, 20 -> 2;
            case 15 -> 3;
            case 3, 4, 9, 10, 11, 12, 17, 18 -> 4;
            case 5, 6 -> 8;
            default -> throw new IllegalArgumentException("constant tag " + tag);
          });
      if (tag == 5 || tag == 6) {
        i++; // longs and doubles take two places
      }
    }
    return offsets;
  }

  private void readSupertypes() {
    int superclass = u2();
    if (superclass != 0) {
      supertypes.add(className(superclass));
    }
    for (int left = u2(); left > 0; left--) {
      supertypes.add(className(u2()));
    }
  }

  private void readMembers(boolean areMethods) {
    for (int left = u2(); left > 0; left--) {
      int flags = u2();
      String memberName = utf8(u2());
      String descriptor = utf8(u2());
      Code code = readCodeAmongAttributes();
      if (areMethods) {
        methods.add(new Method(this, flags, memberName, descriptor, code));
      }
    }
  }

  private @Nullable Code readCodeAmongAttributes() {
    Code code = null;
    for (int left = u2(); left > 0; left--) {
      String attribute = utf8(u2());
      int end = file.getInt() + file.position();
      if (attribute.equals("Code")) {
        code = readCode();
      }
      file.position(end);
    }
    return code;
  }

  private Code readCode() {
    file.getInt(); // the sizes of stack and locals follow from the instructions
    int length = file.getInt();
    ByteBuffer code = file.slice(file.position(), length);
    skip(length);
    List<Handler> handlers = new ArrayList<>();
    for (int left = u2(); left > 0; left--) {
      int start = u2();
      int end = u2();
      int target = u2();
      int type = u2();
      handlers.add(new Handler(start, end, target, type == 0 ? null : className(type)));
    }
    return new Code(code, handlers);
  }

  private void readClassAttribute() {
    String attribute = utf8(u2());
    int end = file.getInt() + file.position();
    switch (attribute) {
      case "NestHost" -> nestHost = className(u2());
      case "NestMembers" -> {
        for (int left = u2(); left > 0; left--) {
          nestMembers.add(className(u2()));
        }
      }
      case "EnclosingMethod" -> local = true;
      case "BootstrapMethods" -> {
        for (int left = u2(); left > 0; left--) {
          bootstraps.add(file.position());
          u2();
          skip(2 * u2());
        }
      }
      default -> {}
    }
    file.position(end);
  }

  private String className(int index) {
    return utf8(u2(constants[index]));
  }

  private String utf8(int index) {
    int at = constants[index];
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(bytes, at, 2 + u2(at)))) {
      return in.readUTF();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void skip(int length) {
    file.position(file.position() + length);
  }

  private int u2() {
    return file.getShort() & 0xFFFF;
  }

  private int u2(int at) {
    return file.getShort(at) & 0xFFFF;
  }
}
