package dev.millrace.launch;

import java.io.PrintStream;

/**
 * Says, when the process is interrupted in the middle of a run, what that means for its outputs.
 */
final class InterruptNotice {
  private final Thread hook;

  private InterruptNotice(Thread hook) {
    this.hook = hook;
  }

  static InterruptNotice to(PrintStream err) {
    Thread hook =
        new Thread(
            () ->
                err.println(
                    "\nInterrupted: nothing more is published; what was published before is still there."),
            "millrace-interrupt");
    Runtime.getRuntime().addShutdownHook(hook);
    return new InterruptNotice(hook);
  }

  /** The run is over: nothing to say any more. */
  void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyShuttingDown) {
      // The notice is being given; there is no way back, and none is needed.
      hook.setName("millrace-interrupted");
    }
  }
}
