package dev.millrace.code;

import java.util.List;

/** What an instruction says through the constant pool, without the pool's numbering. */
sealed interface Constant {
  /** A number by its bits, so that NaN payloads and negative zeros count. */
  record Numeral(String kind, long bits) implements Constant {}

  record Text(String value) implements Constant {}

  /** A class, or an array type as a descriptor. */
  record Type(String name) implements Constant {}

  record MethodType(String descriptor) implements Constant {}

  /** A field or a method: the descriptor of a method starts with a parenthesis. */
  record Member(String owner, String name, String descriptor) implements Constant {
    boolean isMethod() {
      return descriptor.startsWith("(");
    }
  }

  /** A method handle; the kind is one of {@link java.lang.invoke.MethodHandleInfo}. */
  record Handle(int kind, Member member) implements Constant {}

  /** A call or a constant that a bootstrap method makes at run time. */
  record Dynamic(String name, String descriptor, Handle bootstrap, List<Constant> arguments)
      implements Constant {}
}
