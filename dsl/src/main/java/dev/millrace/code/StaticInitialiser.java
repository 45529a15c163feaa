package dev.millrace.code;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Cuts out of a class's static initialiser what gives one field its value, so that code reading a
 * constant such as a compiled pattern depends on that pattern and not on everything else the class
 * sets up.
 *
 * <p>Kept are the statements that write the field, those that only use it ({@code CODES.put("a",
 * 1)}: they may change it), and, for local variables of these, all statements about the same
 * variables. A statement that writes another field from this one is not kept.
 */
final class StaticInitialiser {
  /** Instructions [start, end) with nothing on the stack before and after, and no jump across. */
  private record Statement(int start, int end) {}

  private final String owner;
  private final MethodBody body;
  private final List<Statement> statements;

  StaticInitialiser(String owner, MethodBody body) {
    this.owner = owner;
    this.body = body;
    statements = statements();
  }

  /** The instructions that make up the field's value; none when it is not set here. */
  BitSet slice(String field) {
    BitSet kept = new BitSet();
    BitSet locals = new BitSet();
    for (Statement statement : statements) {
      if (writes(statement, field) || (reads(statement, field) && !writesAny(statement))) {
        keep(statement, kept, locals);
      }
    }
    int before = 0;
    while (before < kept.cardinality()) {
      before = kept.cardinality();
      for (Statement statement : statements) {
        if (variables(statement).intersects(locals)) {
          keep(statement, kept, locals);
        }
      }
    }
    return kept;
  }

  private void keep(Statement statement, BitSet kept, BitSet locals) {
    kept.set(statement.start(), statement.end());
    locals.or(variables(statement));
  }

  private boolean writes(Statement statement, String field) {
    return contains(statement, i -> body.accesses(i, Instruction.PUTSTATIC, owner, field));
  }

  private boolean reads(Statement statement, String field) {
    return contains(statement, i -> body.accesses(i, Instruction.GETSTATIC, owner, field));
  }

  private boolean writesAny(Statement statement) {
    return contains(statement, i -> body.at(i).opcode() == Instruction.PUTSTATIC);
  }

  private static boolean contains(Statement statement, IntPredicate what) {
    return IntStream.range(statement.start(), statement.end()).anyMatch(what);
  }

  private BitSet variables(Statement statement) {
    BitSet used = new BitSet();
    for (int i = statement.start(); i < statement.end(); i++) {
      if (body.at(i).loadsLocal() || body.at(i).storesLocal()) {
        used.set(body.at(i).operand());
      }
    }
    return used;
  }

  private List<Statement> statements() {
    BitSet inside = insideOfJumps();
    int[] depth = depths();
    List<Statement> found = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= body.size(); i++) {
      if (i == body.size() || (depth[i] == 0 && !inside.get(i))) {
        found.add(new Statement(start, i));
        start = i;
      }
    }
    return found;
  }

  /** The instructions before which a jump or an exception handler passes. */
  private BitSet insideOfJumps() {
    BitSet inside = new BitSet();
    for (int i = 0; i < body.size(); i++) {
      for (int target : body.targetsOf(i)) {
        inside.set(Math.min(i, target) + 1, target > i ? target : i + 1);
      }
    }
    for (MethodBody.Handler handler : body.handlers()) {
      inside.set(handler.start() + 1, Math.max(handler.start(), handler.target()) + 1);
    }
    return inside;
  }

  /** The stack's depth before each instruction, in one pass: javac jumps back on equal depth. */
  private int[] depths() {
    int[] depth = new int[body.size() + 1];
    BitSet known = new BitSet();
    known.set(0);
    for (MethodBody.Handler handler : body.handlers()) {
      depth[handler.target()] = 1; // the exception
      known.set(handler.target());
    }
    for (int i = 0; i < body.size(); i++) {
      int after = depth[i] + StackEffect.of(body, i);
      for (int target : body.targetsOf(i)) {
        if (!known.get(target)) {
          depth[target] = after;
          known.set(target);
        }
      }
      if (body.at(i).fallsThrough() && !known.get(i + 1)) {
        depth[i + 1] = after;
        known.set(i + 1);
      }
    }
    return depth;
  }
}
