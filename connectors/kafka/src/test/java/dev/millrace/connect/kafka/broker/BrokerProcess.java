package dev.millrace.connect.kafka.broker;

import java.io.IOException;
import kafka.Kafka;
import kafka.tools.StorageTool;

/**
 * The broker's own process: formats its storage, runs, and is gone as soon as the process that
 * started it is, because its standard input ends then.
 */
final class BrokerProcess {
  private BrokerProcess() {}

  /**
   * @param args the file of properties, and the cluster's id
   */
  public static void main(String[] args) {
    Thread watch = new Thread(BrokerProcess::endWithParent, "parent");
    watch.setDaemon(true);
    watch.start();
    int formatted =
        StorageTool.execute(
            new String[] {"format", "--ignore-formatted", "-t", args[1], "-c", args[0]},
            System.out);
    if (formatted != 0) {
      System.exit(formatted);
    }
    Kafka.main(new String[] {args[0]});
  }

  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {
        Thread.onSpinWait();
      }
    } catch (IOException gone) {
      System.err.println("the parent is gone: " + gone);
    }
    Runtime.getRuntime().halt(0);
  }
}
