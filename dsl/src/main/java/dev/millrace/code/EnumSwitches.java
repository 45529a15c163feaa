package dev.millrace.code;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The cases of switches by the names of enum constants. javac switches on numbers that it gives out
 * in a synthetic {@code $SwitchMap$} array shared by all switches of a class, in the order in which
 * it meets the constants: another switch moves them.
 */
final class EnumSwitches {
  private final MethodBody body;
  private final Map<Integer, Constant.Member> mapOfSwitch = new HashMap<>();
  private final Nest nest;

  EnumSwitches(MethodBody body, Nest nest) {
    this.body = body;
    this.nest = nest;
    Deque<Constant.Member> open = new ArrayDeque<>(); // a selector may hold a switch of its own
    for (int i = 0; i < body.size(); i++) {
      Constant.Member map = switchMapAt(body, i);
      if (map != null) {
        open.push(map);
      } else if (body.at(i).isSwitch()
          && !open.isEmpty()
          && body.at(i - 1).opcode() == Instruction.IALOAD) {
        mapOfSwitch.put(i, open.pop());
      }
    }
  }

  /**
   * Target indexes by key, in the keys' order: constant names, or the numbers of other switches.
   */
  Map<String, Integer> namedCases(int index) {
    Constant.Member map = mapOfSwitch.get(index);
    Map<Integer, String> names = map == null ? Map.of() : namesIn(map);
    Map<String, Integer> cases = new TreeMap<>();
    body.at(index)
        .cases()
        .forEach(
            (key, target) ->
                cases.put(
                    names.containsKey(key) ? "case " + names.get(key) : "key " + key,
                    body.indexOf(target)));
    return cases;
  }

  private static Constant.@Nullable Member switchMapAt(MethodBody body, int index) {
    return body.at(index).opcode() == Instruction.GETSTATIC
            && body.memberAt(index).name().startsWith("$SwitchMap$")
        ? body.memberAt(index)
        : null;
  }

  /** Reads {@code $SwitchMap$X[X.RED.ordinal()] = 1} for each constant. */
  private Map<Integer, String> namesIn(Constant.Member map) {
    Map<Integer, String> names = new HashMap<>();
    Optional<ClassFile.Method> initialiser =
        nest.initialiserOf(map).flatMap(file -> file.method("<clinit>", "()V"));
    if (initialiser.isEmpty() || initialiser.get().code() == null) {
      return names;
    }
    MethodBody filling = new MethodBody(initialiser.get().owner(), initialiser.get().code());
    for (int i = 4; i < filling.size(); i++) {
      Integer number = filling.pushedIntAt(i - 1);
      if (filling.at(i).opcode() == Instruction.IASTORE
          && map.equals(switchMapAt(filling, i - 4))
          && number != null) {
        names.put(number, filling.memberAt(i - 3).name());
      }
    }
    return names;
  }
}
