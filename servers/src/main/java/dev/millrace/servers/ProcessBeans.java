package dev.millrace.servers;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.Closeable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What another JVM of this machine says of itself at this moment, by its management beans. */
public final class ProcessBeans implements Closeable {
  private final JMXConnector connector;
  private final MBeanServerConnection beans;

  private ProcessBeans(JMXConnector connector, MBeanServerConnection beans) {
    this.connector = connector;
    this.beans = beans;
  }

  @SuppressWarnings("BanJNDI") // the process itself has just told its address, and is one of ours
  static ProcessBeans of(long pid) throws IOException {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
      try {
        JMXConnector connector =
            JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
        return new ProcessBeans(connector, connector.getMBeanServerConnection());
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException e) {
      throw new IOException("process " + pid + " lets nobody look into it", e);
    }
  }

  /**
   * The sum of a number over beans; 0 where there are none.
   *
   * @param pattern of their names, as {@link ObjectName} has it
   */
  public double sum(String pattern, String attribute) throws IOException {
    try {
      double sum = 0;
      for (ObjectName each : beans.queryNames(new ObjectName(pattern), null)) {
        sum += number(each, attribute);
      }
      return sum;
    } catch (JMException e) {
      throw new IOException(pattern + " has no " + attribute, e);
    }
  }

  private double number(ObjectName bean, String attribute) throws JMException, IOException {
    try {
      return ((Number) beans.getAttribute(bean, attribute)).doubleValue();
    } catch (InstanceNotFoundException goneMeanwhile) {
      return 0;
    }
  }

  /** How many bytes live on the heap; found out by a full collection. */
  public long liveHeap() throws IOException {
    MemoryMXBean memory =
        ManagementFactory.newPlatformMXBeanProxy(
            beans, ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
