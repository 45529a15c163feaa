package dev.millrace.record;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classes as users' builds make them: compiled by the test, without {@code -parameters}. */
class CompiledShapesTest {
  @TempDir Path folder;

  private URLClassLoader compile(String source) throws IOException {
    Path file = Files.writeString(folder.resolve("Sources.java"), source);
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", folder.toString(), file.toString());
    assertThat(result, is(0));
    return new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader());
  }

  private static String record(String type, int components) {
    return IntStream.range(0, components)
        .mapToObj(i -> type + " c" + i)
        .collect(Collectors.joining(", ", "record Wide(", ") {}"));
  }

  @Test
  void aRecordMayHaveAsManyComponentsAsItsHandlesCarry() throws Exception {
    try (URLClassLoader loader = compile(record("double", 125))) {
      Class<?> wide = loader.loadClass("Wide");
      ByteInput zeros = new ByteInput(new byte[125 * Double.BYTES]);
      Object row = Shape.of(wide).codec().decode(zeros);
      assertThat(wide.isInstance(row), is(true));
    }
  }

  @Test
  void aWiderRecordSaysWhatToDo() throws Exception {
    try (URLClassLoader loader = compile(record("double", 126))) {
      Class<?> wide = loader.loadClass("Wide");
      ShapeException e = assertThrows(ShapeException.class, () -> Shape.of(wide));
      assertThat(
          e.faults(),
          contains(
              new ShapeException.Fault(
                  "Wide",
                  "126 components need 252 argument slots, and a constructor has 250 (a long or a"
                      + " double takes two)",
                  "group components that belong together into nested records, or use float[]")));
    }
  }

  private static String autoValue(String second) {
    return """
        abstract class Pair {
          abstract String name();
          abstract SECOND second();
          static Pair create(SECOND b, String a) { return new AutoValue_Pair(a, b); }
        }
        final class AutoValue_Pair extends Pair {
          private final String name;
          private final SECOND second;
          AutoValue_Pair(String name, SECOND second) { this.name = name; this.second = second; }
          String name() { return name; }
          SECOND second() { return second; }
        }
        """
        .replace("SECOND", second);
  }

  @Test
  void factoryParametersWithoutNamesAreMatchedByType() throws Exception {
    try (URLClassLoader loader = compile(autoValue("int"))) {
      Shape<?> shape = Shape.of(loader.loadClass("Pair"));
      Object row = shape.codec().decode(new ByteInput(new byte[] {1, 'a', 8}));
      Object[] rows = {row};
      assertThat(((ObjectColumn) shape.extract(0, rows, Selection.all(1))).get(0), is("a"));
      assertThat(((LongColumn) shape.extract(1, rows, Selection.all(1))).get(0), is(4L));
    }
  }

  @Test
  void factoryParametersOfOneTypeWithoutNamesAreAmbiguous() throws Exception {
    try (URLClassLoader loader = compile(autoValue("String"))) {
      Class<?> pair = loader.loadClass("Pair");
      List<ShapeException.Fault> faults =
          assertThrows(ShapeException.class, () -> Shape.of(pair)).faults();
      assertThat(
          faults.get(0).reason(),
          is("which parameter of Pair.create is which component cannot be told"));
    }
  }
}
