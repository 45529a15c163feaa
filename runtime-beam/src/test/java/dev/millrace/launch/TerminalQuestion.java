package dev.millrace.launch;

/** A process that says whether it takes itself to be on a terminal. */
final class TerminalQuestion {
  private TerminalQuestion() {}

  public static void main(String[] args) {
    System.out.print(Millrace.isTerminal());
  }
}
