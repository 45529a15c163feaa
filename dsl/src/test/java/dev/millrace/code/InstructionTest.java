package dev.millrace.code;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Reads what the JDK's own compiler wrote: real code with nearly every instruction there is. */
final class InstructionTest {
  private static final List<String> PACKAGES =
      List.of("java/util", "java/math", "java/time", "java/text", "java/lang");

  /** Wherever two ways meet, the stack is equally deep: a wrong length or effect breaks that. */
  @Test
  void allWaysToAnInstructionLeaveTheSameStack() throws IOException {
    Set<Integer> opcodes = new HashSet<>();
    for (String name : PACKAGES) {
      Path folder =
          FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules/java.base/" + name);
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path path : files.filter(f -> f.toString().endsWith(".class")).toList()) {
          for (ClassFile.Method method : ClassFile.read(Files.readAllBytes(path)).methods()) {
            check(method, opcodes);
          }
        }
      }
    }
    assertThat(opcodes.size(), greaterThan(140));
  }

  private static void check(ClassFile.Method method, Set<Integer> opcodes) {
    ClassFile.Code code = method.code();
    if (code == null) {
      return;
    }
    String where = method.owner().name() + "." + method.name() + method.descriptor();
    MethodBody body = new MethodBody(method.owner(), code);
    Map<Integer, Integer> depths = new HashMap<>();
    depths.put(0, 0);
    body.handlers().forEach(handler -> depths.put(handler.target(), 1));
    for (int i = 0; i < body.size(); i++) {
      opcodes.add(body.at(i).opcode());
      Integer before = depths.get(i);
      if (before == null) {
        continue; // only reached by a jump back
      }
      int after = before + StackEffect.of(body, i);
      assertThat(where + " at " + i, after, greaterThanOrEqualTo(0));
      for (int target : body.targetsOf(i)) {
        meet(where, depths, target, after);
      }
      if (body.at(i).fallsThrough()) {
        meet(where, depths, i + 1, after);
      }
    }
  }

  private static void meet(String where, Map<Integer, Integer> depths, int at, int depth) {
    Integer known = depths.putIfAbsent(at, depth);
    assertThat(where + " at " + at, known == null ? depth : known, is(depth));
  }
}
