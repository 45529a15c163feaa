package dev.millrace.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Times;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Answers Prometheus over HTTP while a run goes on in this process: {@code GET /metrics}, in the
 * text format 0.0.4. One thread of its own, which does not keep the process alive.
 */
public final class MetricsEndpoint implements Closeable {
  private static final String PATH = "/metrics";

  private final HttpServer server;
  private final ExecutorService thread;
  private final String run;

  private MetricsEndpoint(HttpServer server, ExecutorService thread, String run) {
    this.server = server;
    this.thread = thread;
    this.run = run;
  }

  /**
   * Begins to answer, before the run begins.
   *
   * @param address where to listen; port 0 for one that is free
   * @param run the run's id
   * @throws IOException when nothing can listen there
   */
  public static MetricsEndpoint open(
      Plan plan, String run, InetSocketAddress address, InstantSource clock) throws IOException {
    HttpServer server = HttpServer.create(address, 0);
    RunMetrics metrics = RunMetrics.of(run);
    metrics.watch(plan);
    Exposition exposition = new Exposition(plan.pipeline(), metrics);
    ExecutorService thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread daemon = new Thread(task, "millrace-metrics");
              daemon.setDaemon(true);
              return daemon;
            });
    server.setExecutor(thread);
    server.createContext("/", exchange -> answer(exchange, exposition, clock));
    server.start();
    return new MetricsEndpoint(server, thread, run);
  }

  private static void answer(HttpExchange exchange, Exposition exposition, InstantSource clock)
      throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      if (!exchange.getRequestURI().getPath().equals(PATH)) {
        exchange.sendResponseHeaders(404, -1);
      } else if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        exchange.sendResponseHeaders(405, -1);
      } else {
        byte[] text = exposition.at(Times.micros(clock.instant()));
        exchange.getResponseHeaders().set("Content-Type", Exposition.contentType());
        boolean isHead = method.equals("HEAD");
        exchange.sendResponseHeaders(200, isHead ? -1 : text.length);
        if (!isHead) {
          try (OutputStream body = exchange.getResponseBody()) {
            body.write(text);
          }
        }
      }
    }
  }

  /** {@code http://127.0.0.1:9400/metrics}. */
  public String url() {
    InetSocketAddress address = server.getAddress();
    String host = address.getAddress().getHostAddress();
    return "http://"
        + (host.contains(":") ? "[" + host + "]" : host)
        + ":"
        + address.getPort()
        + PATH;
  }

  /** Stops answering, at once. */
  @Override
  public void close() {
    server.stop(0);
    thread.shutdownNow();
    RunMetrics.forget(run);
  }
}
