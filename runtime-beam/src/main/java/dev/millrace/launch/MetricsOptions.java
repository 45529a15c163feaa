package dev.millrace.launch;

import dev.millrace.metrics.MetricsEndpoint;
import dev.millrace.plan.Plan;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether, and where, a run in this process answers Prometheus. */
final class MetricsOptions {
  private static final int LAST_PORT = 65_535;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description = "Answer Prometheus at this port while the run goes on; 0 for a free one.")
  private @Nullable Integer port;

  @Option(
      names = "--metrics-host",
      paramLabel = "HOST",
      description =
          "The address that --metrics-port listens at; this machine's own when not given.")
  private @Nullable String host;

  boolean areAsked() {
    return port != null || host != null;
  }

  /**
   * Begins to answer; nothing when nobody asked.
   *
   * @throws IOException when nothing can listen there
   */
  Optional<MetricsEndpoint> open(Plan plan, String run) throws IOException {
    if (!areAsked()) {
      return Optional.empty();
    }
    if (port == null || port < 0 || port > LAST_PORT) {
      throw new IOException("a port is a number from 0 to " + LAST_PORT);
    }
    InetAddress address =
        host == null ? InetAddress.getLoopbackAddress() : InetAddress.getByName(host);
    return Optional.of(
        MetricsEndpoint.open(
            plan, run, new InetSocketAddress(address, port), InstantSource.system()));
  }

  @Override
  public String toString() {
    return (host == null ? "" : "--metrics-host " + host + " ") + "--metrics-port " + port;
  }
}
