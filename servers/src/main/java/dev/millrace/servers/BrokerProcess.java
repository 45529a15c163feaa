package dev.millrace.servers;

import kafka.Kafka;
import kafka.tools.StorageTool;

/** The broker's own process: formats its storage where that is new, and runs. */
final class BrokerProcess {
  private BrokerProcess() {}

  /**
   * @param args the file of properties, and the cluster's id
   */
  public static void main(String[] args) {
    int formatted =
        StorageTool.execute(
            new String[] {"format", "--ignore-formatted", "-t", args[1], "-c", args[0]},
            System.out);
    if (formatted != 0) {
      System.exit(formatted);
    }
    Kafka.main(new String[] {args[0]});
  }
}
