package dev.millrace.code;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CodeFingerprintTest {
  /** A class with most of what people write in one. */
  private static final String[] RICH = {
    "static final java.util.regex.Pattern CODE = java.util.regex.Pattern.compile(\"[0-9]{5}\");",
    "static final Map<String, Integer> WEIGHTS = new HashMap<>();",
    "static { for (int i = 0; i < 3; i++) { WEIGHTS.put(\"k\" + i, i); } }",
    "static final int LIMIT = Integer.getInteger(\"limit\", 7);",
    "enum Colour { RED, GREEN, BLUE }",
    "static Make<Fn<String, Integer>> unrelated() { return () -> x -> x.length() * 1000; }",
    "static Fn<String, Object> subject() {",
    "  final int dead = 12; final String text = \"never read\";",
    "  return s -> {",
    "    final int bonus = 5; final double unused = 2.5;",
    "    List<Integer> l = new ArrayList<>();",
    "    for (String p : s.split(\",\")) { if (CODE.matcher(p).matches() && p.length() < LIMIT)",
    "      l.add(Integer.parseInt(p) + bonus); }",
    "    try { l.add(helper(s, 3)); } catch (NumberFormatException e) { l.add(-1); }",
    "    finally { l.remove((Object) 0); }",
    "    Comparator<Integer> c = new Comparator<>() {",
    "      public int compare(Integer a, Integer b) { return b - a; } };",
    "    l.sort(c);",
    "    switch (s) { case \"a\" -> l.add(1); case \"b\" -> l.add(2); default -> l.clear(); }",
    "    return l.stream().map(n -> \"<\" + n + dead + \">\").map(n -> n + s).toList();",
    "  };",
    "}",
    "static int helper(String s, int n) {",
    "  final int offset = 3; final long never = 4_000_000_000L;", // stored only with -g:vars
    "  return n == 0 ? s.length() : offset + helper(s, n - 1) + colour(Colour.RED) + WEIGHTS.size(); }",
    "static int colour(Colour c) {",
    "  return switch (c) { case RED -> 1; case GREEN -> 2; default -> 3; }; }",
  };

  @TempDir private Path folder;

  @Test
  void theSameSourceCompiledTwiceHasTheSameFingerprint() {
    assertThat(print(Sources.flow(RICH)), equalTo(print(Sources.flow(RICH))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-g",
        "-g:none",
        "-g:lines",
        "-g:vars",
        "-parameters",
        "-XDdeduplicateLambdas=false"
      })
  void debugInformationDoesNotCount(String option) {
    assertThat(print(Sources.flow(RICH).option(option)), equalTo(print(Sources.flow(RICH))));
  }

  @Test
  void lambdasTheCompilerMayMergeCountTheSameMergedAndApart() {
    String twoEqual =
        "static Fn<List<String>, Object> subject() { return l -> l.stream().map(x -> x + 1)"
            + ".filter(x -> x != null).map(x -> x + 1).toList(); }";
    assertThat(
        print(Sources.flow(twoEqual).option("-g:none")),
        equalTo(print(Sources.flow(twoEqual).option("-g"))));
  }

  @Test
  void aFingerprintIs32HexDigits() {
    CodeFingerprint print = print(Sources.flow(RICH));
    assertThat(print.hex(), matchesPattern("[0-9a-f]{32}"));
    assertThat(print.toString(), is(print.hex()));
    assertThat(print.isExact(), is(true));
  }

  @Test
  void lambdasAndClassesInsertedBeforeAndLinesMovedDoNotCount() {
    String before =
        """


        static final Set<String> MORE = Set.of("x");
        static final Fn<String, Integer> FIRST = s -> { Runnable r = () -> {}; return 1; };
        static int other(Colour c) {
          return switch (c) { case BLUE -> 1; case GREEN -> 7; default -> 3; }; }
        static Object anonymous() { return new Object() { public String toString() { return ""; } }; }
        static final int LATE = WEIGHTS == null ? 0 : other(Colour.BLUE);
        """;
    String[] changed = new String[RICH.length + 1];
    changed[0] = before.replace("WEIGHTS == null", "FIRST == null");
    System.arraycopy(RICH, 0, changed, 1, RICH.length);
    assertThat(print(Sources.flow(changed)), equalTo(print(Sources.flow(RICH))));
  }

  @Test
  void aConstantPoolSoLargeThatConstantsNeedWideIndexesDoesNotCount() {
    StringBuilder many = new StringBuilder("static void many(Consumer<String> c) {");
    for (int i = 0; i < 400; i++) {
      many.append("c.accept(\"text ").append(i).append("\");");
    }
    String[] changed = RICH.clone();
    changed[0] = many + "}\n" + changed[0];
    assertThat(print(Sources.flow(changed)), equalTo(print(Sources.flow(RICH))));
  }

  @Test
  void jumpsAcrossMoreThan32KilobytesAreRead() {
    StringBuilder body = new StringBuilder("static Fn<Integer, Object> subject() { return n -> {");
    body.append("long sum = 0; while (n > sum) { ");
    for (int i = 0; i < 3000; i++) {
      body.append("sum += n * ").append(100_000 + i).append("L; ");
    }
    String far = body + "} return sum; }; }";
    assertThat(print(Sources.flow(far)), equalTo(print(Sources.flow(far).option("-g"))));
    assertThat(
        print(Sources.flow(far.replace("102999L", "102998L"))),
        not(equalTo(print(Sources.flow(far)))));
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bonus = 5                | bonus = 6
          p.length() < LIMIT       | p.length() <= LIMIT
          + bonus                  | - bonus
          "<" + n                  | "[" + n
          n + s                    | s + n
          b - a                    | a - b
          case "b"                 | case "c"
          l.add(-1)                | l.add(-2)
          NumberFormatException    | IllegalArgumentException
          s.length() : offset      | -s.length() : offset
          offset = 3               | offset = 4
          [0-9]{5}                 | [0-9]{6}
          case RED                 | case BLUE
          WEIGHTS.put("k" + i, i)  | WEIGHTS.put("k" + i, i + 1)
          getInteger("limit", 7)   | getInteger("limit", 8)
          dead = 12                | dead = 13
          """)
  void aChangeAnywhereInTheCodeCounts(String from, String to) {
    String source = String.join("\n", RICH);
    assertThat(source.contains(from), is(true));
    assertThat(
        print(Sources.flow(source.replace(from, to))), not(equalTo(print(Sources.flow(source)))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"s.length() * 1000", "\"never read\"", "unused = 2.5", "helper("})
  void whatTheFunctionDoesNotUseDoesNotCount(String unused) {
    UnaryOperator<String> change =
        s ->
            switch (unused) {
              case "s.length() * 1000" -> s.replace("x.length() * 1000", "x.length() * 2000");
              case "\"never read\"" -> s.replace("never read", "neither");
              case "unused = 2.5" -> s.replace("unused = 2.5", "unused = 3.5");
              default -> s.replace("helper(", "renamed(");
            };
    String source = String.join("\n", RICH);
    String changed = change.apply(source);
    assertThat(changed, not(equalTo(source)));
    assertThat(print(Sources.flow(changed)), equalTo(print(Sources.flow(source))));
  }

  @Test
  void aChangeInOneLambdaLeavesItsNeighboursAlone() {
    String source =
        """
        static final String PREFIX = String.valueOf("C");
        static final Fn<String, Boolean> FIRST = s -> s.startsWith(PREFIX);
        static final Fn<String, Boolean> SECOND = s -> s.startsWith(PREFIX) && s.length() > 1;
        static Fn<String, Boolean> first() { return FIRST; }
        static Fn<String, Boolean> second() { return SECOND; }
        static Fn<String, Boolean> third() { return s -> s.isEmpty(); }
        """;
    var before = Sources.flow(source).functions(folder, "first", "second", "third");
    var after =
        Sources.flow(source.replace("length() > 1", "length() > 2"))
            .functions(folder, "first", "second", "third");
    assertThat(CodeFingerprint.of(after.get(0)), equalTo(CodeFingerprint.of(before.get(0))));
    assertThat(CodeFingerprint.of(after.get(1)), not(equalTo(CodeFingerprint.of(before.get(1)))));
    assertThat(CodeFingerprint.of(after.get(2)), equalTo(CodeFingerprint.of(before.get(2))));
    assertThat(CodeFingerprint.of(before.get(0)), not(equalTo(CodeFingerprint.of(before.get(1)))));
  }

  @Test
  void anotherConstantOfTheClassDoesNotCount() {
    String source =
        """
        static final java.util.regex.Pattern CODE = java.util.regex.Pattern.compile("a");
        static final Fn<String, Boolean> RULE = s -> CODE.matcher(s).matches() && s.length() > 3;
        static final List<Object> RULES = List.of(RULE, CODE);
        static final boolean STRICT = CODE.pattern().isEmpty() ? RULES.isEmpty() : RULE == null;
        static Fn<String, Boolean> subject() { return s -> CODE.matcher(s).matches(); }
        """;
    assertThat(
        print(
            Sources.flow(source.replace("> 3", "> 4").replace("List.of(RULE, CODE)", "List.of()"))),
        equalTo(print(Sources.flow(source))));
  }

  @Test
  void aLocalVariableOfAStaticBlockCountsForTheConstantMadeFromIt() {
    String source =
        """
        static final Map<String, Integer> RATES;
        static { Map<String, Integer> m = new TreeMap<>(); m.put("a", 1); RATES = Map.copyOf(m); }
        static Fn<String, Integer> subject() { return RATES::get; }
        static Fn<String, Integer> lookup() { return s -> RATES.get(s); }
        """;
    String changed = source.replace("\"a\", 1", "\"a\", 2");
    assertThat(
        print(Sources.flow(changed), "lookup"),
        not(equalTo(print(Sources.flow(source), "lookup"))));
    assertThat(print(Sources.flow(changed)), not(equalTo(print(Sources.flow(source)))));
  }

  @Test
  void anotherSwitchOnTheSameEnumThatMovesTheCompilersNumbersDoesNotCount() {
    String enumeration = "enum Colour { RED, GREEN, BLUE }\n";
    String subject =
        """
        static Fn<Colour, Integer> subject() {
          return c -> { switch (c) { case RED: return 1; case BLUE: return 2; default: return 0; } }; }
        """;
    String earlier =
        """
        static int earlier(Colour c) {
          switch (c) { case BLUE: return 1; case GREEN: return 2; case RED: return 3; default: return 0; } }
        """;
    assertThat(
        print(Sources.flow(enumeration, earlier, subject)),
        equalTo(print(Sources.flow(enumeration, subject))));
    assertThat(
        print(Sources.flow(enumeration, subject.replace("RED", "GREEN"))),
        not(equalTo(print(Sources.flow(enumeration, subject)))));
  }

  @Test
  void aMethodReferenceCountsWithTheClassItNames() {
    String flow = "static Fn<String, Line> subject() { return Line::from; }";
    String line =
        """
        record Line(String code, int n) {
          Line { if (n < 0) { throw new IllegalArgumentException(code); } }
          static Line from(String s) { return new Line(clean(s), s.length()); }
          private static String clean(String s) { return s.trim(); }
          static int unused(int n) { return n + 1; }
        }
        """;
    CodeFingerprint print = print(Sources.flow(flow).with("Line", line));
    assertThat(
        print(Sources.flow(flow).with("Line", line.replace("trim", "strip"))), not(equalTo(print)));
    assertThat(
        print(Sources.flow(flow).with("Line", line.replace("n < 0", "n < 1"))),
        not(equalTo(print)));
    assertThat(
        print(Sources.flow(flow).with("Line", line.replace("n + 1", "n + 2"))), equalTo(print));
    String byConstructor = "static Fn<String, Word> subject() { return Word::new; }";
    String word = "record Word(String s) { Word { s = s.trim(); } }";
    assertThat(
        print(Sources.flow(byConstructor).with("Word", word.replace("trim", "strip"))),
        not(equalTo(print(Sources.flow(byConstructor).with("Word", word)))));
  }

  @Test
  void anotherTopLevelClassCountsByNameOnly() {
    String flow = "static Fn<String, Object> subject() { return s -> Other.length(s); }";
    String other = "class Other { static int length(String s) { return s.length(); } }";
    assertThat(
        print(Sources.flow(flow).with("Other", other.replace("s.length()", "0"))),
        equalTo(print(Sources.flow(flow).with("Other", other))));
    assertThat(
        print(
            Sources.flow(flow.replace("length(", "size("))
                .with("Other", other.replace(" length(", " size("))),
        not(equalTo(print(Sources.flow(flow).with("Other", other)))));
  }

  @Test
  void anOverridingMethodOfTheNestCounts() {
    String source =
        """
        sealed interface Shape { double area(); }
        record Square(double side) implements Shape { public double area() { return side * side; } }
        record Disc(double r) implements Shape { public double area() { return 3 * r * r; } }
        static Fn<Shape, Double> subject() { return s -> s.area(); }
        static Fn<Shape, Double> reference() { return Shape::area; }
        """;
    String changed = source.replace("3 * r", "4 * r");
    assertThat(print(Sources.flow(changed)), not(equalTo(print(Sources.flow(source)))));
    assertThat(
        print(Sources.flow(changed), "reference"),
        not(equalTo(print(Sources.flow(source), "reference"))));
  }

  @Test
  void aMethodThatCodeOutsideTheNestCallsBackCounts() {
    String source =
        """
        static class ByLength implements Comparator<String> {
          public int compare(String a, String b) { return a.length() - b.length(); }
          void unused() { System.nanoTime(); }
        }
        static Fn<List<String>, Object> subject() {
          return l -> l.stream().sorted(new ByLength()).toList(); }
        """;
    assertThat(
        print(Sources.flow(source.replace("a.length() - b", "b.length() - a"))),
        not(equalTo(print(Sources.flow(source)))));
    assertThat(
        print(Sources.flow(source.replace("nanoTime", "currentTimeMillis"))),
        equalTo(print(Sources.flow(source))));
  }

  @Test
  void aFunctionOfAWrittenClassCountsWithItsMethodsAndFields() {
    String source =
        """
        static class Times implements Fn<Integer, Integer> {
          final int factor; final Fn<Integer, Integer> then = x -> x + 1;
          Times(int factor) { this.factor = factor; }
          public Integer apply(Integer n) { return then.apply(n * factor); }
        }
        static Fn<Integer, Integer> subject() { return new Times(2); }
        static Fn<Integer, Integer> anonymous() { return new Fn<>() {
          public Integer apply(Integer n) { return n * 7; } }; }
        static Fn<Integer, Integer> capturing() { Fn<Integer, Integer> f = anonymous();
          return n -> f.apply(n); }
        """;
    CodeFingerprint print = print(Sources.flow(source));
    assertThat(print(Sources.flow(source)), equalTo(print));
    for (String[] change :
        new String[][] {
          {"Times(2)", "Times(3)"}, {"x + 1", "x + 2"}, {"n * factor", "n - factor"}
        }) {
      assertThat(print(Sources.flow(source.replace(change[0], change[1]))), not(equalTo(print)));
    }
    String shifted = "static Object earlier() { return new Object() {}; }\n" + source;
    for (String name : new String[] {"anonymous", "capturing"}) {
      CodeFingerprint before = print(Sources.flow(source), name);
      assertThat(print(Sources.flow(shifted), name), equalTo(before));
      assertThat(print(Sources.flow(source.replace("n * 7", "n * 8")), name), not(equalTo(before)));
    }
  }

  @Test
  void functionsOfTheJdkCountByNameAndAreExact() {
    String source = "static Fn<String, String> subject() { return String::trim; }";
    CodeFingerprint print = print(Sources.flow(source));
    assertThat(print.isExact(), is(true));
    assertThat(print(Sources.flow(source.replace("trim", "strip"))), not(equalTo(print)));
  }

  @Test
  void codeWithoutClassBytesCountsByNameAndSaysSo() {
    Serializable function =
        Sources.flow("static Fn<String, Integer> subject() { return s -> s.length(); }")
            .function(folder, "subject");
    CodeFingerprint exact = CodeFingerprint.of(function);
    Sources.deleteClasses(function);
    CodeFingerprint byName = CodeFingerprint.of(function);
    assertThat(exact.isExact(), is(true));
    assertThat(byName.isExact(), is(false));
    assertThat(byName, not(equalTo(exact)));
  }

  private CodeFingerprint print(Sources sources) {
    return print(sources, "subject");
  }

  private CodeFingerprint print(Sources sources, String function) {
    return CodeFingerprint.of(sources.function(folder, function));
  }
}
