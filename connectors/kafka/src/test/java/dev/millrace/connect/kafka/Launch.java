package dev.millrace.connect.kafka;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import dev.millrace.launch.Millrace;
import dev.millrace.servers.Broker;
import dev.millrace.servers.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The pipeline of {@link Sales}, launched as users do: in a process of its own, with its
 * environment.
 *
 * @param folder where it wrote
 * @param out what it printed
 * @param err what it complained about, and what everything in it has logged
 */
record Launch(Path folder, int exit, String out, String err) {
  /** The process's own. */
  public static void main(String[] args) {
    Millrace.main(Sales.pipeline(Duration.ofMinutes(2)), args);
  }

  /**
   * @param folder where it writes, also what it forgets again
   * @throws AssertionError when it does not come to an end
   */
  static Launch of(Path folder, Map<String, String> environment, String... args)
      throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("-XX:TieredStopAtLevel=1");
    line.add("-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")));
    line.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=info");
    line.add("-Dorg.slf4j.simpleLogger.log.org.apache.kafka=info");
    line.add("-cp");
    line.add(System.getProperty("java.class.path"));
    line.add(Launch.class.getName());
    line.addAll(List.of(args));
    Path out = folder.resolve("stdout");
    Path err = folder.resolve("stderr");
    ProcessBuilder process = new ProcessBuilder(line);
    process.environment().putAll(environment);
    Process running = process.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    int exit = Waiting.patiently().end(running, () -> said(err));
    return new Launch(folder, exit, said(out), said(err));
  }

  private static String said(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fails when a secret is in what was printed, logged, written or sent. */
  void assertNobodySees(String secret, Broker broker, String... topics) throws IOException {
    assertThat(toString(), not(containsString(secret)));
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String bytes = new String(Files.readAllBytes(file), ISO_8859_1);
        assertThat(file.toString(), bytes, not(containsString(secret)));
      }
    }
    for (String topic : topics) {
      for (ConsumerRecord<byte[], byte[]> each : broker.records(topic)) {
        assertThat(new String(each.value(), ISO_8859_1), not(containsString(secret)));
        assertThat(each.headers().toString(), not(containsString(secret)));
      }
    }
  }

  @Override
  public String toString() {
    return "exit " + exit + "\n" + out + "\n" + err;
  }
}
