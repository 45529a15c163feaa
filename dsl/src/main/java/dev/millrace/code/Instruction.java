package dev.millrace.code;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One instruction in a form that does not depend on how it was encoded: short and wide forms of the
 * same instruction are equal, and jumps name the byte offset they go to.
 *
 * @param operand a local variable, a constant's index or an immediate number, by opcode
 * @param second the increment of iinc, the dimensions of multianewarray
 * @param targets byte offsets of where it may jump to; the default of a switch is the last
 * @param cases a switch's keys with the offsets they go to, without those that go to the default
 */
record Instruction(
    int offset,
    int opcode,
    int operand,
    int second,
    List<Integer> targets,
    Map<Integer, Integer> cases) {
  static final int LDC = 18;
  static final int LDC2_W = 20;
  static final int ILOAD = 21;
  static final int ALOAD = 25;
  static final int IALOAD = 46;
  static final int ISTORE = 54;
  static final int ASTORE = 58;
  static final int IASTORE = 79;
  static final int IINC = 132;
  static final int GOTO = 167;
  static final int JSR = 168;
  static final int RET = 169;
  static final int TABLESWITCH = 170;
  static final int LOOKUPSWITCH = 171;
  static final int IRETURN = 172;
  static final int RETURN = 177;
  static final int GETSTATIC = 178;
  static final int PUTSTATIC = 179;
  static final int GETFIELD = 180;
  static final int PUTFIELD = 181;
  static final int INVOKEVIRTUAL = 182;
  static final int INVOKESTATIC = 184;
  static final int INVOKEINTERFACE = 185;
  static final int INVOKEDYNAMIC = 186;
  static final int MULTIANEWARRAY = 197;
  private static final int ATHROW = 191;
  private static final int WIDE = 196;

  /** How operands follow each opcode from 0 to 201; see {@link Decoder#plain}. */
  private static final String OPERANDS =
      "-".repeat(16)
          + "bscCC" // bipush sipush ldc ldc_w ldc2_w
          + "l".repeat(5)
          + "-".repeat(28)
          + "l".repeat(5)
          + "-".repeat(73)
          + "i"
          + "-".repeat(20)
          + "j".repeat(16)
          + "l" // ret
          + "TL"
          + "-".repeat(6)
          + "CCCCCCC" // fields, invokevirtual, invokespecial, invokestatic
          + "DD" // invokeinterface, invokedynamic: two more bytes
          + "CbC" // new newarray anewarray
          + "--"
          + "CC" // checkcast instanceof
          + "--"
          + "w"
          + "M"
          + "jj"
          + "JJ";

  static List<Instruction> decode(ByteBuffer code) {
    return new Decoder(code).all();
  }

  boolean isSwitch() {
    return opcode == TABLESWITCH || opcode == LOOKUPSWITCH;
  }

  boolean hasConstant() {
    return opcode < 202 && "cCDM".indexOf(OPERANDS.charAt(opcode)) >= 0;
  }

  boolean loadsLocal() {
    return (opcode >= ILOAD && opcode <= ALOAD) || opcode == IINC || opcode == RET;
  }

  boolean storesLocal() {
    return (opcode >= ISTORE && opcode <= ASTORE) || opcode == IINC;
  }

  /** Pushes a number, a string or null that stands in the code itself. */
  boolean pushesConstant() {
    return opcode >= 1 && opcode <= LDC2_W;
  }

  /** The int that the instruction pushes, if it is one that stands in the code itself. */
  @Nullable Integer pushedInt(ClassFile file) {
    if (opcode >= 2 && opcode <= 8) {
      return opcode - 3; // iconst_m1 to iconst_5
    }
    if (opcode == 16 || opcode == 17) {
      return operand;
    }
    boolean isInt =
        opcode == LDC
            && file.constant(operand) instanceof Constant.Numeral n
            && n.kind().equals("int");
    return isInt ? (Integer) (int) ((Constant.Numeral) file.constant(operand)).bits() : null;
  }

  boolean fallsThrough() {
    return !(opcode == GOTO
        || opcode == RET
        || isSwitch()
        || (opcode >= IRETURN && opcode <= RETURN)
        || opcode == ATHROW);
  }

  /** Walks the bytes once; every position is read with its bounds checked by the buffer. */
  private static final class Decoder {
    private final ByteBuffer code;
    private int at;

    Decoder(ByteBuffer code) {
      this.code = code;
    }

    List<Instruction> all() {
      List<Instruction> found = new ArrayList<>();
      while (at < code.limit()) {
        int start = at;
        int opcode = u1();
        if (opcode >= OPERANDS.length()) {
          throw new IllegalArgumentException("opcode " + opcode);
        }
        found.add(opcode == WIDE ? wide(start) : one(start, opcode));
      }
      return found;
    }

    private Instruction one(int start, int opcode) {
      if (opcode >= 26 && opcode <= 45) { // iload_0 to aload_3
        return plain(start, ILOAD + (opcode - 26) / 4, (opcode - 26) % 4);
      }
      if (opcode >= 59 && opcode <= 78) { // istore_0 to astore_3
        return plain(start, ISTORE + (opcode - 59) / 4, (opcode - 59) % 4);
      }
      return switch (OPERANDS.charAt(opcode)) {
        case 'b' -> plain(start, opcode, code.get(at++));
        case 's' -> plain(start, opcode, s2());
        case 'l', 'c' -> plain(start, opcode, u1());
        case 'C' -> plain(start, opcode == LDC + 1 ? LDC : opcode, u2());
        case 'D' -> {
          Instruction call = plain(start, opcode, u2());
          at += 2;
          yield call;
        }
        case 'i' -> pair(start, opcode, u1(), code.get(at++));
        case 'M' -> pair(start, opcode, u2(), u1());
        case 'j' -> jump(start, opcode, start + s2());
        case 'J' -> jump(start, opcode == 200 ? GOTO : JSR, start + s4());
        case 'T' -> tableSwitch(start);
        case 'L' -> lookupSwitch(start);
        default -> plain(start, opcode, 0);
      };
    }

    private Instruction wide(int start) {
      int opcode = u1();
      return opcode == IINC ? pair(start, opcode, u2(), s2()) : plain(start, opcode, u2());
    }

    private Instruction tableSwitch(int start) {
      alignAfter(start);
      int otherwise = start + s4();
      int low = s4();
      int high = s4();
      Map<Integer, Integer> cases = new TreeMap<>();
      for (long key = low; key <= high; key++) {
        cases.put((int) key, start + s4());
      }
      return select(start, cases, otherwise);
    }

    private Instruction lookupSwitch(int start) {
      alignAfter(start);
      int otherwise = start + s4();
      Map<Integer, Integer> cases = new TreeMap<>();
      for (int left = s4(); left > 0; left--) {
        int key = s4();
        cases.put(key, start + s4());
      }
      return select(start, cases, otherwise);
    }

    /** The two forms of a switch are a matter of size, so both become the same. */
    private static Instruction select(int start, Map<Integer, Integer> cases, int otherwise) {
      cases.values().removeIf(target -> target == otherwise);
      List<Integer> targets = new ArrayList<>(cases.values());
      targets.add(otherwise);
      return new Instruction(start, LOOKUPSWITCH, 0, 0, targets, cases);
    }

    private static Instruction jump(int start, int opcode, int target) {
      return new Instruction(start, opcode, 0, 0, List.of(target), Map.of());
    }

    private static Instruction plain(int start, int opcode, int operand) {
      return pair(start, opcode, operand, 0);
    }

    private static Instruction pair(int start, int opcode, int operand, int second) {
      return new Instruction(start, opcode, operand, second, List.of(), Map.of());
    }

    private void alignAfter(int start) {
      at = (start + 4) & ~3;
    }

    private int u1() {
      return code.get(at++) & 0xFF;
    }

    private int u2() {
      return u1() << 8 | u1();
    }

    private int s2() {
      return (short) u2();
    }

    private int s4() {
      return u2() << 16 | u2();
    }
  }
}
