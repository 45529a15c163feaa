package dev.millrace.servers;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * The main class of every process that {@link FlinkCluster} starts: it runs another main class, and
 * ends when the process that started it does, however that ends. The tether is standard input: the
 * operating system closes it.
 */
final class Tethered {
  private Tethered() {}

  public static void main(String[] args) throws ReflectiveOperationException {
    Thread tether = new Thread(Tethered::endWithParent, "tether");
    tether.setDaemon(true);
    tether.start();
    try {
      Class.forName(args[0])
          .getMethod("main", String[].class)
          .invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
    } catch (InvocationTargetException failure) {
      throw new IllegalStateException(args[0] + " failed", failure.getCause());
    }
  }

  @SuppressWarnings("SystemExitOutsideMain") // a process whose parent is dead has nothing to tidy
  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {
        // What the parent writes has no meaning.
      }
    } catch (IOException gone) {
      Runtime.getRuntime().halt(1);
    }
    Runtime.getRuntime().halt(0);
  }
}
