package dev.millrace.code;

/** By how many slots an instruction changes the operand stack (JVMS chapter 6.5). */
final class StackEffect {
  /** One letter per opcode from 0 to 177, 'm' for no change; later opcodes are few. */
  private static final String BY_OPCODE =
      "m"
          + "n".repeat(8)
          + "oonnnoo" // constants
          + "nnnno" // bipush sipush ldc ldc_w ldc2_w
          + "nonon"
          + "nnnnoooonnnnoooonnnn" // loads
          + "lmlmllll" // array loads
          + "lklkl"
          + "llllkkkkllllkkkkllll" // stores
          + "jijijjjj" // array stores
          + "lknnnooom" // pop to swap
          + "lklk".repeat(5) // add sub mul div rem
          + "mmmm" // neg
          + "llllll" // shifts take an int
          + "lklklk" // and or xor
          + "m" // iinc
          + "nmnllmmnnlmlmmm" // conversions
          + "jlljj" // comparisons
          + "llllllkkkkkkkk" // jumps
          + "mnmll" // goto jsr ret and the switches
          + "lklklm"; // returns

  private StackEffect() {}

  static int of(MethodBody body, int index) {
    Instruction instruction = body.at(index);
    int opcode = instruction.opcode();
    if (opcode < BY_OPCODE.length()) {
      return BY_OPCODE.charAt(opcode) - 'm';
    }
    return switch (opcode) {
      case Instruction.GETSTATIC -> size(body.memberAt(index).descriptor());
      case Instruction.PUTSTATIC -> -size(body.memberAt(index).descriptor());
      case Instruction.GETFIELD -> size(body.memberAt(index).descriptor()) - 1;
      case Instruction.PUTFIELD -> -size(body.memberAt(index).descriptor()) - 1;
      case Instruction.INVOKESTATIC -> ofCall(body.memberAt(index).descriptor());
      case Instruction.INVOKEDYNAMIC ->
          ofCall(((Constant.Dynamic) body.constantAt(index)).descriptor());
      case Instruction.MULTIANEWARRAY -> 1 - instruction.second();
      case 187 -> 1; // new
      case 188, 189, 190, 192, 193 -> 0; // newarray, anewarray, arraylength, checkcast, instanceof
      case 191, 194, 195, 198, 199 -> -1; // athrow, monitors, ifnull, ifnonnull
      default -> ofCall(body.memberAt(index).descriptor()) - 1; // the receiver
    };
  }

  private static int ofCall(String descriptor) {
    int taken = 0;
    int at = 1;
    while (descriptor.charAt(at) != ')') {
      int end = endOfType(descriptor, at);
      taken += size(descriptor.substring(at, end));
      at = end;
    }
    return size(descriptor.substring(at + 1)) - taken;
  }

  private static int endOfType(String descriptor, int start) {
    int at = start;
    while (descriptor.charAt(at) == '[') {
      at++;
    }
    return descriptor.charAt(at) == 'L' ? descriptor.indexOf(';', at) + 1 : at + 1;
  }

  private static int size(String type) {
    return switch (type.charAt(0)) {
      case 'V' -> 0;
      case 'J', 'D' -> 2;
      default -> 1;
    };
  }
}
