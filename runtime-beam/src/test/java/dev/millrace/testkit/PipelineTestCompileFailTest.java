package dev.millrace.testkit;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.stringContainsInOrder;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes in tests of pipelines that do not compile, with what javac says about them. */
class PipelineTestCompileFailTest {
  private static final String FRAME =
      """
      import dev.millrace.*; import dev.millrace.connect.*; import dev.millrace.testkit.*;
      import static org.hamcrest.Matchers.*;
      import java.util.*;
      class Mistake {
        record Sale(String shop) {}
        record Click(String page) {}
        static final Source<Sale> SALES = Source.of("sales", Sale.class);
        static final Sink<Sale> OUT = Sink.of("out", Sale.class);
        static final Quarantine BAD = Quarantine.of("bad");
        static PipelineTest test; static Bindings bindings;
        void mistake() {
          %s;
        }
      }
      """;

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a test row of another type | test.given(SALES, new Click(\"a\")) | Click & Sale",
        "a stream of rows of another type | test.givenStream(SALES, List.of(new Click(\"a\"))) | Click & Sale",
        "rows of a sink as others | List<Click> clicks = test.run().rows(OUT) | equality constraints Mistake.Click,Mistake.Sale",
        "an expectation without a run | test.expect(OUT, empty()) | cannot find symbol & method expect & PipelineTest",
        "rows of another type expected | test.run().expect(OUT, ExpectedRows.rows(new Click(\"a\"))) | Click & Sale",
        "a quarantine expected as a sink | test.run().expect(BAD, empty()) | Quarantine & Sink",
        "a binding of other rows | bindings.read(SALES, Rows.source(Click.class, List.of())) | Click & Sale",
      })
  void doesNotCompile(String what, String statement, String message) throws IOException {
    List<? extends Diagnostic<?>> errors = compile(statement);

    assertThat(what, errors, is(not(empty())));
    assertThat(errors.get(0).getLineNumber(), is(12L));
    assertThat(
        errors.get(0).getMessage(Locale.ENGLISH),
        stringContainsInOrder(message.trim().split(" & ")));
  }

  @Test
  void theFrameAroundTheMistakesCompiles() throws IOException {
    assertThat(
        compile("test.given(SALES, new Sale(\"a\")).run().expect(OUT, contains(new Sale(\"a\")))"),
        is(empty()));
  }

  private List<? extends Diagnostic<?>> compile(String statement) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(diagnostics, null, null)) {
      List<String> options =
          List.of(
              "--release",
              "17",
              "-proc:none",
              "-d",
              folder.toString(),
              "-cp",
              System.getProperty("java.class.path"));
      compiler.getTask(null, files, diagnostics, options, null, List.of(source(statement))).call();
    }
    return diagnostics.getDiagnostics().stream()
        .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
        .toList();
  }

  private static JavaFileObject source(String statement) {
    return new SimpleJavaFileObject(
        URI.create("string:///Mistake.java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return FRAME.formatted(statement);
      }
    };
  }
}
