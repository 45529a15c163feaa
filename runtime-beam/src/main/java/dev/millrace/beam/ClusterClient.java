package dev.millrace.beam;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.engine.StepFailedException;
import dev.millrace.plan.ErrorCode;
import dev.millrace.plan.Problem;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Asks a Flink cluster by its REST interface. Knows none of Flink's classes: a run on another
 * runner may have to ask about an earlier one on a cluster.
 */
final class ClusterClient {
  private static final Pattern ADDRESS = Pattern.compile("[^/:\\s]+:\\d{1,5}");
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final String address;

  private ClusterClient(String address) {
    this.address = address;
  }

  /**
   * @param address {@code host:port}, also behind {@code http://}
   * @throws StepFailedException when it is none
   */
  static ClusterClient of(String address) {
    String plain = address.replaceFirst("^http://", "").replaceFirst("/$", "");
    if (!ADDRESS.matcher(plain).matches()) {
      throw failure(
          ClusterCode.NO_CLUSTER,
          address,
          "This is no address of a Flink cluster",
          "a cluster is told by the host and port of its REST interface",
          "write it as flink.example.com:8081",
          null);
    }
    return new ClusterClient(plain);
  }

  String address() {
    return address;
  }

  /**
   * Makes sure that a cluster is there, and understands the job.
   *
   * @param version of the Flink that the job is made with: {@code 1.19.1}
   * @throws StepFailedException when not
   */
  void requireCluster(String version) {
    String found;
    try {
      found = version();
    } catch (StartingException e) {
      throw noCluster("The cluster has no leader: it is just starting, or has lost its own", e);
    } catch (IOException e) {
      throw noCluster("Nobody answers: " + said(e), e);
    }
    if (found.isEmpty()) {
      throw noCluster("Somebody answers, but not as Flink does", null);
    }
    if (!line(found).equals(line(version))) {
      throw failure(
          ClusterCode.OTHER_VERSION,
          address,
          "The cluster is Flink " + found + ", and the job is made with " + version,
          "a job's graph can be read by the Flink it was made with, and by patches of it",
          "send it to a cluster of Flink " + line(version),
          null);
    }
  }

  private StepFailedException noCluster(String what, IOException cause) {
    return failure(
        ClusterCode.NO_CLUSTER,
        address,
        what,
        "a run on a cluster is sent to the REST interface of its JobManager",
        "check that the cluster runs, and that its web UI opens at http://" + address,
        cause);
  }

  private static String line(String version) {
    String[] parts = version.split("\\.", -1);
    return parts.length < 2 ? version : parts[0] + "." + parts[1];
  }

  /** Of the Flink that answers; empty when something else does. */
  private String version() throws IOException {
    return get("/config").orElse(JSON.nullNode()).path("flink-version").asText();
  }

  /** What a job without a parallelism of its own gets here. */
  int defaultParallelism() throws IOException {
    for (JsonNode each : get("/jobmanager/config").orElse(JSON.createArrayNode())) {
      if (each.path("key").asText().equals("parallelism.default")) {
        return Integer.parseInt(each.path("value").asText());
      }
    }
    return 1;
  }

  /** Slots that no job has. */
  int freeSlots() throws IOException {
    return get("/overview").orElse(JSON.nullNode()).path("slots-available").asInt();
  }

  /**
   * {@code RUNNING}, {@code FINISHED} ...; empty when the cluster does not know the job.
   *
   * @throws IOException when nobody answers, or something else than Flink does: a proxy, say, or
   *     another program that has the address by now
   */
  Optional<String> state(String job) throws IOException {
    if (version().isEmpty()) {
      throw notFlink();
    }
    HttpResponse<String> answer = ask("/jobs/" + job);
    JsonNode said = json(answer).orElseThrow(this::notFlink);
    if (answer.statusCode() == 404 && said.path("errors").isArray()) {
      return Optional.empty();
    }
    String state = said.path("state").asText();
    if (answer.statusCode() == 404 || state.isEmpty()) {
      throw notFlink();
    }
    return Optional.of(state);
  }

  /**
   * The states of the jobs that are called by a run, by job.
   *
   * @throws IOException as {@link #state}
   */
  Map<String, String> jobsOf(String run) throws IOException {
    JsonNode jobs = get("/jobs/overview").orElseThrow(this::notFlink).path("jobs");
    if (version().isEmpty() || !jobs.isArray()) {
      throw notFlink();
    }
    Map<String, String> states = new TreeMap<>();
    for (JsonNode job : jobs) {
      if (job.path("name").asText().endsWith(run)) {
        states.put(job.path("jid").asText(), job.path("state").asText());
      }
    }
    return states;
  }

  private IOException notFlink() {
    return new IOException("what answers at " + address + " is no Flink");
  }

  void cancel(String job) throws IOException {
    HttpResponse<String> unused =
        send(to("/jobs/" + job + "?mode=cancel").method("PATCH", BodyPublishers.noBody()).build());
  }

  /** What answers is Flink's, and cannot say anything yet. */
  private static final class StartingException extends IOException {
    private static final long serialVersionUID = 1L;

    StartingException(String message) {
      super(message);
    }
  }

  /** Empty when it is not there, or what answers is no JSON. */
  private Optional<JsonNode> get(String path) throws IOException {
    HttpResponse<String> answer = ask(path);
    return answer.statusCode() == 404 ? Optional.empty() : json(answer);
  }

  /** An answer of 200 or 404. */
  private HttpResponse<String> ask(String path) throws IOException {
    HttpResponse<String> answer = send(to(path).GET().build());
    if (answer.statusCode() == 503) {
      throw new StartingException(answer.body());
    }
    if (answer.statusCode() != 200 && answer.statusCode() != 404) {
      throw new IOException(path + " answers " + answer.statusCode() + ": " + answer.body());
    }
    return answer;
  }

  private static Optional<JsonNode> json(HttpResponse<String> answer) {
    try {
      return Optional.of(JSON.readTree(answer.body()));
    } catch (com.fasterxml.jackson.core.JsonProcessingException notJson) {
      return Optional.empty();
    }
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://" + address + path)).timeout(PATIENCE);
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while asking " + address);
    }
  }

  /** The JDK's client has no words for a refused connection. */
  private static String said(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  static StepFailedException failure(
      ErrorCode code,
      String address,
      String what,
      String why,
      String fix,
      @org.jspecify.annotations.Nullable Throwable cause) {
    Problem problem = new Problem(code, "Flink cluster '" + address + "'", what, why, fix);
    return cause == null
        ? new StepFailedException(problem)
        : new StepFailedException(problem, cause);
  }
}
