package dev.millrace.code;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Java sources compiled by the test and loaded in a class loader of their own. Each has a class
 * {@code demo.Flow} with static functions to look at.
 */
final class Sources {
  private final Map<String, String> sources = new LinkedHashMap<>();
  private final List<String> options = new ArrayList<>(List.of("--release", "17", "-proc:none"));

  /** A class demo.Flow with these members, and the imports functions usually need. */
  static Sources flow(String... members) {
    return new Sources().with("Flow", "public class Flow {\n" + String.join("\n", members) + "\n}");
  }

  Sources with(String className, String declaration) {
    String imports = "import java.io.*; import java.util.*; import java.util.function.*; ";
    String functions =
        className.equals("Flow")
            ? "interface Fn<A, B> extends Serializable { B apply(A a); }"
                + " interface Make<B> extends Serializable { B get(); } "
            : "";
    sources.put(className, "package demo; " + imports + "\n" + functions + declaration);
    return this;
  }

  Sources option(String... more) {
    options.addAll(List.of(more));
    return this;
  }

  /** Compiles into the folder and runs a static method without parameters, or reads a field. */
  Serializable function(Path folder, String name) {
    return functions(folder, name).get(0);
  }

  List<Serializable> functions(Path folder, String... names) {
    try {
      Path classes = Files.createTempDirectory(folder, "classes");
      compile(classes);
      // left open: the functions read their class files through it, and the test's JVM ends it
      URLClassLoader loader =
          new URLClassLoader(new URL[] {classes.toUri().toURL()}, Sources.class.getClassLoader());
      List<Serializable> found = new ArrayList<>();
      for (String name : names) {
        var method = loader.loadClass("demo.Flow").getDeclaredMethod(name);
        method.setAccessible(true);
        found.add((Serializable) method.invoke(null));
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("demo.Flow", e);
    }
  }

  /** Takes away what a function's class was read from. */
  static void deleteClasses(Serializable function) {
    try {
      URL flow = function.getClass().getClassLoader().getResource("demo/Flow.class");
      Files.delete(Path.of(Objects.requireNonNull(flow).toURI()));
    } catch (IOException | URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private void compile(Path classes) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> arguments = new ArrayList<>(options);
    arguments.addAll(List.of("-d", classes.toString()));
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    List<JavaFileObject> files = new ArrayList<>();
    sources.forEach((name, text) -> files.add(new Source(name, text)));
    var writer = new OutputStreamWriter(messages, StandardCharsets.UTF_8);
    if (!compiler.getTask(writer, null, null, arguments, null, files).call()) {
      throw new AssertionError(messages.toString(StandardCharsets.UTF_8));
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String className, String text) {
      super(URI.create("string:///demo/" + className + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
