package dev.millrace.code;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The instructions of one method, addressed by their index. */
final class MethodBody {
  /** Catches within instructions [start, end); a null type catches all. */
  record Handler(int start, int end, int target, @Nullable String type) {}

  private final ClassFile file;
  private final List<Instruction> instructions;
  private final int[] offsets;
  private final List<Handler> handlers;

  MethodBody(ClassFile file, ClassFile.Code code) {
    this.file = file;
    instructions = Instruction.decode(code.bytes());
    offsets = instructions.stream().mapToInt(Instruction::offset).toArray();
    handlers =
        code.handlers().stream()
            .map(
                h ->
                    new Handler(
                        indexOf(h.start()), indexOf(h.end()), indexOf(h.target()), h.type()))
            .toList();
  }

  int size() {
    return instructions.size();
  }

  Instruction at(int index) {
    return instructions.get(index);
  }

  Constant constantAt(int index) {
    return file.constant(at(index).operand());
  }

  /** The member that a field or call instruction names. */
  Constant.Member memberAt(int index) {
    return (Constant.Member) constantAt(index);
  }

  /** Whether the instruction is this field access, whatever class it is spelt through. */
  boolean accesses(int index, int opcode, String owner, String field) {
    return at(index).opcode() == opcode
        && memberAt(index).owner().equals(owner)
        && memberAt(index).name().equals(field);
  }

  @Nullable Integer pushedIntAt(int index) {
    return at(index).pushedInt(file);
  }

  List<Handler> handlers() {
    return handlers;
  }

  /** The index of the instruction at a byte offset; {@link #size} for the end of the code. */
  int indexOf(int offset) {
    int found = Arrays.binarySearch(offsets, offset);
    return found >= 0 ? found : -found - 1;
  }

  List<Integer> targetsOf(int index) {
    return at(index).targets().stream().map(this::indexOf).toList();
  }

  /**
   * All instructions but stores of a constant into a variable that is never read afterwards. The
   * compiler writes such stores for constant variables ({@code final int limit = 5}) only when it
   * is asked for debug information, so they must not count.
   */
  BitSet meaningful() {
    BitSet kept = new BitSet();
    kept.set(0, size());
    BitSet[] live = null;
    for (int i = 0; i + 1 < size(); i++) {
      Instruction store = at(i + 1);
      if (at(i).pushesConstant() && store.storesLocal() && !store.loadsLocal()) {
        live = live == null ? liveVariables() : live;
        if (!liveAfter(i + 1, live).get(store.operand())) {
          kept.clear(i, i + 2);
        }
      }
    }
    return kept;
  }

  /** For each instruction the variables that may be read, from it on, before they are written. */
  private BitSet[] liveVariables() {
    BitSet[] live = new BitSet[size()];
    Arrays.setAll(live, i -> new BitSet());
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int i = size() - 1; i >= 0; i--) {
        BitSet before = liveAfter(i, live);
        if (at(i).storesLocal()) {
          before.clear(at(i).operand());
        }
        if (at(i).loadsLocal()) {
          before.set(at(i).operand());
        }
        if (!before.equals(live[i])) {
          live[i] = before;
          changed = true;
        }
      }
    }
    return live;
  }

  private BitSet liveAfter(int index, BitSet[] live) {
    BitSet after = new BitSet();
    for (int next : successors(index)) {
      after.or(live[next]);
    }
    return after;
  }

  private List<Integer> successors(int index) {
    List<Integer> next = new ArrayList<>(targetsOf(index));
    if (at(index).fallsThrough() && index + 1 < size()) {
      next.add(index + 1);
    }
    for (Handler handler : handlers) {
      if (index >= handler.start() && index < handler.end()) {
        next.add(handler.target());
      }
    }
    return next;
  }
}
