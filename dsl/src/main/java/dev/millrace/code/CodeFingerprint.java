package dev.millrace.code;

import dev.millrace.record.SerializedCode;
import java.io.Serializable;
import java.util.List;

/**
 * Stands for the code of one opaque function (SEMANTICS S16): two functions have the same
 * fingerprint when they are compiled from the same code and captured the same values.
 *
 * <p><b>What counts.</b> The instructions of the lambda, or of the method that a method reference
 * names; every method, constructor and lambda these use in the same nest (the top-level class and
 * all classes nested in it), with the methods that may override them there; the part of a static
 * initialiser that gives a constant of the nest its value; names and descriptors of everything else
 * that is called. Captured arguments count by value: a lambda by its own fingerprint, sets and maps
 * without their order, other objects by their serialised form and by the methods with which their
 * class implements types from outside its nest. A function object of a written class counts with
 * all its methods and its serialised fields.
 *
 * <p><b>What does not.</b> Names and order of lambdas, numbers of anonymous classes, line numbers,
 * names of private methods, {@code -g}, the layout of the constant pool.
 *
 * <p><b>What is not seen.</b> A change inside another top-level class, a library or the JDK: a call
 * counts by name and descriptor only (the class a method reference names is read, unless it is the
 * JDK's). Data read at run time: files, mutable static fields, what reflection or a service loader
 * finds. A static constant changed after the statement that set it, by a statement that sets
 * another field. What a class that cannot be serialised holds. Another compiler, or another release
 * of the same, may write other instructions for the same source, and so give another fingerprint.
 *
 * <p>Making one reads the class files of the nest, a few milliseconds; it runs no user code but
 * {@code writeReplace} and {@code writeObject} of captured objects.
 */
public final class CodeFingerprint {
  private final String hex;
  private final boolean exact;

  private CodeFingerprint(String hex, boolean exact) {
    this.hex = hex;
    this.exact = exact;
  }

  /**
   * The fingerprint of a lambda, a method reference or an object of a class that implements a
   * function. A captured object that cannot be serialised counts with the name of its class only;
   * {@link #unserialisableCaptures} names it.
   */
  public static CodeFingerprint of(Serializable function) {
    FunctionForm form = new FunctionForm();
    CanonicalText text = new CanonicalText();
    form.write(function, text);
    return new CodeFingerprint(text.hex(), form.isExact());
  }

  /**
   * What a function captured and Java cannot serialise, one line for each object and with the way
   * to it: {@code argument 1 of type java.lang.Object}, {@code this (demo.Retail).connection
   * (java.net.Socket)}. Captured variables count from 1; {@code this} and the receiver of a bound
   * method reference are called so. The way through fields that a module does not open is left out.
   * Empty when everything can be serialised.
   */
  public static List<String> unserialisableCaptures(Serializable function) {
    return SerializedCode.of(function)
        .map(UnserialisableCaptures::of)
        .orElseGet(() -> UnserialisableCaptures.within(function));
  }

  /**
   * What Java cannot serialise in a value of a definition, the value itself included: {@code
   * demo.Money}, {@code demo.Order.customer (demo.Customer)}. Empty when it can be sent.
   */
  public static List<String> unserialisable(Object value) {
    return UnserialisableCaptures.within(value);
  }

  /** 32 hex digits: the first half of a SHA-256. */
  public String hex() {
    return hex;
  }

  /**
   * Whether all code was read. False when the bytes of a class of the function's nest cannot be had
   * (it was generated at run time), so that the function counts by name and a change may not show.
   */
  public boolean isExact() {
    return exact;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CodeFingerprint that && hex.equals(that.hex) && exact == that.exact;
  }

  @Override
  public int hashCode() {
    return hex.hashCode();
  }

  @Override
  public String toString() {
    return exact ? hex : hex + " (by name)";
  }
}
