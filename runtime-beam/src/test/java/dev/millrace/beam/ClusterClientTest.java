package dev.millrace.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import dev.millrace.engine.StepFailedException;
import dev.millrace.publish.Elsewhere.State;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClusterClientTest {
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private HttpServer server;
  private volatile boolean isStarting;
  private volatile String notFound = "default backend - 404";

  @BeforeEach
  void answer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String answer = answers.get(exchange.getRequestURI().getPath());
          byte[] body = (answer == null ? notFound : answer).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(isStarting ? 503 : answer == null ? 404 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String address() {
    return "localhost:" + server.getAddress().getPort();
  }

  @Test
  void aPatchOfTheSameFlinkIsTheSameFlinkAndAnotherIsNot() {
    answers.put("/config", "{\"flink-version\": \"1.19.3\"}");
    ClusterClient.of("http://" + address() + "/").requireCluster("1.19.1");

    assertThat(
        assertThrows(
                StepFailedException.class,
                () -> ClusterClient.of(address()).requireCluster("1.20.0"))
            .code(),
        is(ClusterCode.OTHER_VERSION));
  }

  @Test
  void whoeverAnswersOtherThanFlinkIsNoCluster() {
    answers.put("/config", "<html>Welcome</html>");
    assertNoCluster(address(), "not as Flink does");
    answers.clear();
    assertNoCluster(address(), "not as Flink does");
    String gone = address();
    server.stop(0);
    assertNoCluster(gone, "Nobody answers");
    assertNoCluster("cluster", "no address");
    assertNoCluster("host:port", "no address");
  }

  @Test
  void aClusterThatIsJustStartingIsNotMistakenForNone() {
    answers.put("/config", "{\"errors\": [\"ongoing leader election\"]}");
    isStarting = true;
    assertNoCluster(address(), "no leader: it is just starting");
    isStarting = false;
    answers.put("/config", "{\"flink-version\": \"1.19.1\"}");
    ClusterClient.of(address()).requireCluster("1.19.1");
  }

  private static void assertNoCluster(String address, String why) {
    StepFailedException refused =
        assertThrows(
            StepFailedException.class, () -> ClusterClient.of(address).requireCluster("1.19.1"));
    assertThat(refused.code(), is(ClusterCode.NO_CLUSTER));
    assertThat(refused.getMessage(), containsString(why));
  }

  private void answerAsFlink() {
    answers.put("/config", "{\"flink-version\": \"1.19.1\"}");
    notFound = "{\"errors\": [\"NotFoundException: Job abc not found\"]}";
  }

  @Test
  void aJobIsOverWhenItHasEndedOrFlinkDoesNotKnowItAndNotWhenNobodyAnswers() {
    ClusterJobs jobs = new ClusterJobs();
    String job = new SubmittedJob("run", address(), "abc").toJson();
    answerAsFlink();
    answers.put("/jobs/abc", "{\"state\": \"RESTARTING\"}");
    assertThat(jobs.state(job), is(State.GOING_ON));
    assertThat(jobs.describe(job), containsString("Flink job abc"));
    for (String over : new String[] {"FINISHED", "FAILED", "CANCELED"}) {
      answers.put("/jobs/abc", "{\"state\": \"" + over + "\"}");
      assertThat(over, jobs.state(job), is(State.OVER));
    }
    answers.remove("/jobs/abc");
    assertThat(jobs.state(job), is(State.OVER));
    isStarting = true;
    assertThat(jobs.state(job), is(State.UNKNOWN));
    server.stop(0);
    assertThat(jobs.state(job), is(State.UNKNOWN));
  }

  @Test
  void whoeverAnswersOtherThanFlinkCannotSayThatAJobIsOver() {
    ClusterJobs jobs = new ClusterJobs();
    String job = new SubmittedJob("run", address(), "abc").toJson();
    assertThat("a proxy without a backend", jobs.state(job), is(State.UNKNOWN));
    notFound = "{\"errors\": [\"no such page\"]}";
    assertThat("another program's 404", jobs.state(job), is(State.UNKNOWN));
    answers.put("/config", "<html>Please log in</html>");
    answers.put("/jobs/abc", "<html>Please log in</html>");
    assertThat("a login page", jobs.state(job), is(State.UNKNOWN));
    answers.put("/config", "{\"version\": 3}");
    answers.put("/jobs/abc", "{\"state\": \"FINISHED\"}");
    assertThat("another program's job", jobs.state(job), is(State.UNKNOWN));
  }

  @Test
  void aProxyThatLosesItsFlinkBetweenTwoQuestionsCannotSayThatAJobIsOver() {
    ClusterJobs jobs = new ClusterJobs();
    String job = new SubmittedJob("run", address(), "abc").toJson();
    answers.put("/config", "{\"flink-version\": \"1.19.1\"}");
    assertThat("a 404 of its own", jobs.state(job), is(State.UNKNOWN));
    answers.put("/jobs/abc", "<html>Please log in</html>");
    assertThat("a login page", jobs.state(job), is(State.UNKNOWN));
    answers.put("/jobs/abc", "{\"errors\": []}");
    assertThat("no state", jobs.state(job), is(State.UNKNOWN));
  }

  @Test
  void aJobWhoseIdIsNotKnownIsFoundByItsRun() {
    ClusterJobs jobs = new ClusterJobs();
    String job = SubmittedJob.withoutId("run-7", address()).toJson();
    assertThat(jobs.state(job), is(State.UNKNOWN));
    answers.put("/jobs/overview", "{\"jobs\": []}");
    assertThat("no Flink", jobs.state(job), is(State.UNKNOWN));
    answerAsFlink();
    assertThat(jobs.state(job), is(State.OVER));
    answers.put(
        "/jobs/overview",
        """
        {"jobs": [
          {"jid": "a", "name": "shop run-7", "state": "FINISHED"},
          {"jid": "b", "name": "shop run-8", "state": "RUNNING"}]}
        """);
    assertThat(jobs.state(job), is(State.OVER));
    answers.put(
        "/jobs/overview",
        """
        {"jobs": [
          {"jid": "a", "name": "shop run-7", "state": "FINISHED"},
          {"jid": "c", "name": "shop run-7", "state": "CREATED"}]}
        """);
    assertThat(jobs.state(job), is(State.GOING_ON));
    assertThat(jobs.describe(job), containsString("Flink job of run run-7, http://" + address()));
  }

  @Test
  void theClusterSaysHowWideAJobIsThatDoesNot() throws IOException {
    answers.put("/jobmanager/config", "[{\"key\": \"a\", \"value\": \"b\"}]");
    assertThat(ClusterClient.of(address()).defaultParallelism(), is(1));
    answers.put("/jobmanager/config", "[{\"key\": \"parallelism.default\", \"value\": \"4\"}]");
    assertThat(ClusterClient.of(address()).defaultParallelism(), is(4));
    answers.put("/overview", "{\"slots-available\": 3}");
    assertThat(ClusterClient.of(address()).freeSlots(), is(3));
    answerAsFlink();
    assertThat(ClusterClient.of(address()).state("none"), is(Optional.empty()));
  }
}
