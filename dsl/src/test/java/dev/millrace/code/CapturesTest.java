package dev.millrace.code;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CapturesTest {
  @TempDir private Path folder;

  @ParameterizedTest(name = "{1} -> {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          String        | "a"                                 | "b"
          String        | null                                | "null"
          int           | 1                                   | 2
          Object        | 1                                   | 1L
          double        | 0.0                                 | -0.0
          Class<?>      | String.class                        | Integer.class
          Thread.State  | Thread.State.NEW                    | Thread.State.BLOCKED
          Object        | java.time.LocalDate.of(2010, 12, 1) | java.time.LocalDate.of(2010, 12, 2)
          Object        | java.time.ZoneId.of("UTC")          | java.time.ZoneId.of("Europe/London")
          Object        | new java.math.BigDecimal("1.0")     | new java.math.BigDecimal("1.00")
          Object        | List.of("a", "b")                   | List.of("b", "a")
          Object        | Set.of("a", "b", "c")               | Set.of("a", "b", "d")
          Object        | Map.of("a", 1, "b", 2)              | Map.of("a", 2, "b", 1)
          Object        | new HashSet<>(List.of(1, 2))        | new HashSet<>(List.of(1, 3))
          Object        | new int[] {1, 2}                    | new int[] {1, 3}
          Object        | Optional.class                      | "java.util.Optional"
          Object        | new ArrayList<>(List.of(Set.of(1))) | new ArrayList<>(List.of(Set.of(2)))
          Object        | List.of(Integer.class)              | List.of(Long.class)
          Fn<Integer, Integer> | x -> x + 1                   | x -> x + 2
          Object        | List.of((Fn<Integer, Integer>) x -> x + 1) | List.of((Fn<Integer, Integer>) x -> x + 2)
          Object        | List.of(java.time.Duration.ofDays(1)) | List.of(java.time.Duration.ofDays(2))
          """)
  void aCapturedValueCounts(String type, String value, String other) {
    assertThat(print(capturing(type, value)), equalTo(print(capturing(type, value))));
    assertThat(print(capturing(type, other)), not(equalTo(print(capturing(type, value)))));
  }

  @Test
  void theOrderInWhichASetOrMapWasFilledDoesNotCount() {
    CodeFingerprint hashed = print(capturing("Object", "new HashSet<>(List.of(\"Aa\", \"BB\"))"));
    assertThat(
        print(capturing("Object", "new HashSet<>(List.of(\"BB\", \"Aa\"))")), equalTo(hashed));
    CodeFingerprint map =
        print(capturing("Object", "new HashMap<>(new TreeMap<>(Map.of(\"Aa\", 1, \"BB\", 2)))"));
    assertThat(
        print(
            capturing(
                "Object",
                "new HashMap<>(new TreeMap<String, Integer>(Comparator.reverseOrder())"
                    + " {{ put(\"Aa\", 1); put(\"BB\", 2); }})")),
        equalTo(map));
  }

  /** Set.of and Map.of iterate in another order in each JVM, so one JVM alone shows nothing. */
  @Test
  void aCapturedImmutableSetHasTheSameFingerprintInAnotherJvm() throws Exception {
    for (int run = 0; run < 2; run++) {
      Process other =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  OtherJvm.class.getName())
              .redirectErrorStream(true)
              .start();
      String printed = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(printed.strip(), is(OtherJvm.fingerprint()));
    }
  }

  /** Prints the fingerprint of a function that holds what is salted or hashed by identity. */
  static final class OtherJvm {
    private OtherJvm() {}

    static String fingerprint() {
      Set<Object> set = Set.of("a", "b", "c", "d", Map.of("x", 1, "y", 2, "z", 3), List.of(1, 2));
      Map<Thread.State, Class<?>> byEnum = new HashMap<>();
      for (Thread.State state : Thread.State.values()) {
        byEnum.put(state, state.getDeclaringClass());
      }
      Supplied function = () -> set.size() + byEnum.size();
      return CodeFingerprint.of(function).hex();
    }

    public static void main(String[] arguments) {
      System.out.println(fingerprint());
    }
  }

  private interface Supplied extends IntSupplier, Serializable {}

  @Test
  void aCapturedLambdaCountsWithWhatItCaptured() {
    String source =
        """
        static Fn<Integer, Integer> times(int n) { return x -> x * n; }
        static Fn<Integer, Integer> subject() { Fn<Integer, Integer> f = times(2);
          return x -> f.apply(x); }
        """;
    assertThat(
        print(Sources.flow(source.replace("times(2)", "times(3)"))),
        not(equalTo(print(Sources.flow(source)))));
  }

  @Test
  void aCapturedObjectCountsWithWhatItDoesForOthers() {
    String flow =
        "static Fn<Integer, Integer> subject() { UnaryOperator<Integer> f = new Plus();"
            + " return n -> f.apply(n); }";
    String plus =
        """
        class Plus implements UnaryOperator<Integer>, Serializable {
          public Integer apply(Integer n) { return n + step(); }
          private static int step() { return 1; }
          public String toString() { return "plus"; }
        }
        """;
    CodeFingerprint print = print(Sources.flow(flow).with("Plus", plus));
    assertThat(
        print(Sources.flow(flow).with("Plus", plus.replace("return 1", "return 2"))),
        not(equalTo(print)));
    assertThat(
        print(Sources.flow(flow).with("Plus", plus.replace("\"plus\"", "\"add\""))),
        equalTo(print));
  }

  @Test
  void aCapturedInstanceCountsByItsFields() {
    String source =
        """
        static class Holder implements Serializable { final int n; final transient Object o = new Object();
          final Fn<Integer, Integer> self;
          Holder(int n) { this.n = n; self = x -> x + this.n; }
          Fn<Integer, Integer> fn() { return x -> x * n; } }
        static Fn<Integer, Integer> subject() { return new Holder(2).fn(); }
        """;
    Serializable function = Sources.flow(source).function(folder, "subject");
    assertThat(CodeFingerprint.unserialisableCaptures(function), is(empty()));
    assertThat(CodeFingerprint.of(function), equalTo(print(Sources.flow(source))));
    assertThat(
        print(Sources.flow(source.replace("Holder(2)", "Holder(3)"))),
        not(equalTo(print(Sources.flow(source)))));
  }

  @Test
  void whatCannotBeSerialisedIsNamed() {
    String source =
        """
        static class Conn {}
        static class Outer implements Serializable { Conn connection = new Conn();
          List<Object> all = new ArrayList<>(List.of("x", new Thread()));
          transient Thread fine = new Thread(); }
        static class Open { Fn<String, String> fn() { return s -> s + this; } }
        static class Deep extends Outer { Fn<String, String> fn() { return s -> s + this; } }
        static class Written extends Outer implements Fn<String, String> {
          public String apply(String s) { return s; } }
        static Fn<String, String> none() { return s -> s; }
        static Fn<String, String> direct() { String a = new String("a"); Object o = new Object();
          return s -> s + a + o; }
        static Fn<String, String> path() { Outer o = new Outer(); return s -> s + o; }
        static Fn<String, String> instance() { return new Open().fn(); }
        static Fn<String, String> instancePath() { return new Deep().fn(); }
        static Fn<String, String> nested() { Object o = new Object();
          Fn<String, String> f = s -> s + o; return s -> f.apply(s); }
        static Fn<Object, Boolean> receiver() { return new Conn()::equals; }
        static Fn<String, String> written() { return new Written(); }
        """;
    List<Serializable> f =
        Sources.flow(source)
            .functions(
                folder,
                "none",
                "direct",
                "path",
                "instance",
                "instancePath",
                "nested",
                "receiver",
                "written");
    assertThat(captures(f.get(0)), is(empty()));
    assertThat(captures(f.get(1)), contains("argument 2 of type java.lang.Object"));
    assertThat(
        captures(f.get(2)),
        contains(
            "argument 1 (demo.Flow$Outer).all[1] (java.lang.Thread)",
            "argument 1 (demo.Flow$Outer).connection (demo.Flow$Conn)"));
    assertThat(captures(f.get(3)), contains("this (demo.Flow$Open)"));
    assertThat(
        captures(f.get(4)),
        contains(
            "this (demo.Flow$Deep).all[1] (java.lang.Thread)",
            "this (demo.Flow$Deep).connection (demo.Flow$Conn)"));
    assertThat(captures(f.get(5)), contains("argument 1 (a lambda).argument 1 (java.lang.Object)"));
    assertThat(captures(f.get(6)), contains("receiver (demo.Flow$Conn)"));
    assertThat(
        captures(f.get(7)),
        contains(
            "demo.Flow$Written.all[1] (java.lang.Thread)",
            "demo.Flow$Written.connection (demo.Flow$Conn)"));
  }

  @Test
  void aFunctionWithWhatCannotBeSerialisedStillHasAFingerprint() {
    CodeFingerprint print = print(capturing("Object", "new Object()"));
    assertThat(print(capturing("Object", "new Object()")), equalTo(print));
    assertThat(print(capturing("Object", "new Thread()")), not(equalTo(print)));
  }

  private static List<String> captures(Serializable function) {
    return CodeFingerprint.unserialisableCaptures(function);
  }

  private static Sources capturing(String type, String value) {
    return Sources.flow(
        "static " + type + " value() { return " + value + "; }",
        "static Fn<String, String> subject() { " + type + " v = value(); return s -> s + v; }");
  }

  private CodeFingerprint print(Sources sources) {
    return CodeFingerprint.of(sources.function(folder, "subject"));
  }
}
