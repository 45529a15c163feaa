package dev.millrace.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** Flink's REST interface, with a client that knows nothing of Flink's classes. */
public final class FlinkRest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BOUNDARY = "----millrace-cluster-tests";
  private static final int ATTEMPTS = 20;
  private static final Duration LEADERLESS = Duration.ofMinutes(1);
  private static final String DECLINED = "CheckpointException";

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final String address;

  private FlinkRest(String address) {
    this.address = address;
  }

  /**
   * @param address {@code host:port}
   */
  public static FlinkRest at(String address) {
    return new FlinkRest(address);
  }

  public String address() {
    return address;
  }

  /**
   * @throws IllegalStateException with Flink's answer, when it is an error
   */
  public JsonNode get(String path) {
    return send(request(path).GET().build());
  }

  /** As {@link #get}. */
  public JsonNode post(String path, Map<String, ?> body) {
    try {
      BodyPublisher json = BodyPublishers.ofString(JSON.writeValueAsString(body));
      return send(request(path).header("Content-Type", "application/json").POST(json).build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Uploads a job's jar.
   *
   * @return its id, for {@link #runJar}
   */
  public String uploadJar(Path jar) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    head.writeBytes(
        ("--"
                + BOUNDARY
                + "\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\""
                + jar.getFileName()
                + "\"\r\nContent-Type: application/x-java-archive\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8));
    byte[] tail = ("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8);
    BodyPublisher parts =
        BodyPublishers.concat(
            BodyPublishers.ofByteArray(head.toByteArray()),
            BodyPublishers.ofFile(jar),
            BodyPublishers.ofByteArray(tail));
    JsonNode answer =
        send(
            request("/jars/upload")
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(parts)
                .build());
    String file = answer.path("filename").asText();
    return file.substring(file.lastIndexOf('/') + 1);
  }

  /**
   * Runs the main class of an uploaded jar in the JobManager.
   *
   * @return the job's id
   */
  public String runJar(String jar, List<String> args, int parallelism) {
    return post(
            "/jars/" + jar + "/run", Map.of("programArgsList", args, "parallelism", parallelism))
        .path("jobid")
        .asText();
  }

  /** {@code RUNNING}, {@code FINISHED}, {@code FAILED}, {@code CANCELED} ... */
  public String state(String job) {
    return get("/jobs/" + job).path("state").asText();
  }

  /** Waits until a job is in a state, and fails as soon as it can no longer get there. */
  public void await(String job, String wanted) {
    Waiting.patiently()
        .until(
            () -> {
              String state = state(job);
              boolean isOver = List.of("FINISHED", "FAILED", "CANCELED").contains(state);
              if (isOver && !state.equals(wanted)) {
                throw new IllegalStateException("job " + job + " is " + state + ": " + why(job));
              }
              return state.equals(wanted);
            },
            () -> "job " + job + " is " + state(job) + ": " + why(job));
  }

  /** What a job failed with last. */
  public String why(String job) {
    return get("/jobs/" + job + "/exceptions").path("root-exception").asText();
  }

  /**
   * Takes a savepoint of a job that goes on.
   *
   * @return where it is
   */
  public String savepoint(String job, Path folder) {
    return saved(
        job,
        post(
            "/jobs/" + job + "/savepoints",
            Map.of("target-directory", folder.toUri().toString(), "cancel-job", false)));
  }

  /**
   * Stops a job with a savepoint, from which it can go on. A task that is just ending, as a bounded
   * source does, declines: then the job goes on from its checkpoint, and is asked again.
   *
   * @return where it is
   */
  public String stop(String job, Path folder) {
    for (int attempt = 1; ; attempt++) {
      await(job, "RUNNING");
      JsonNode trigger =
          post(
              "/jobs/" + job + "/stop",
              Map.of("targetDirectory", folder.toUri().toString(), "drain", false));
      try {
        return saved(job, trigger);
      } catch (IllegalStateException failure) {
        if (attempt == ATTEMPTS || !String.valueOf(failure.getMessage()).contains(DECLINED)) {
          throw failure;
        }
      }
    }
  }

  private String saved(String job, JsonNode trigger) {
    String path = "/jobs/" + job + "/savepoints/" + trigger.path("request-id").asText();
    Waiting.patiently()
        .until(
            () -> get(path).path("status").path("id").asText().equals("COMPLETED"),
            () -> "the savepoint of " + job + " is not complete");
    JsonNode operation = get(path).path("operation");
    if (operation.has("failure-cause")) {
      throw new IllegalStateException(operation.path("failure-cause").toString());
    }
    return operation.path("location").asText();
  }

  /** Cancels a job. */
  public void cancel(String job) {
    send(request("/jobs/" + job + "?mode=cancel").method("PATCH", BodyPublishers.noBody()).build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://" + address + path))
        .timeout(Duration.ofMinutes(2));
  }

  private JsonNode send(HttpRequest request) {
    AtomicReference<HttpResponse<String>> last = new AtomicReference<>();
    // A JobManager that has just started has no leader yet, and says so.
    Waiting.upTo(LEADERLESS)
        .until(
            () -> {
              last.set(answer(request));
              return last.get().statusCode() != 503;
            },
            () -> request.uri() + " answers 503");
    HttpResponse<String> answer = last.get();
    if (answer.statusCode() >= 300) {
      throw new IllegalStateException(
          request.uri() + " answers " + answer.statusCode() + ": " + answer.body());
    }
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(request.uri() + ": " + e, e);
    }
  }

  private HttpResponse<String> answer(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(request.uri() + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
