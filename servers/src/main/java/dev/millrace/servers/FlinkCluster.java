package dev.millrace.servers;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Flink session cluster on this machine: a JobManager and as many TaskManagers as are started, on
 * ports of the loopback that the operating system chose. Everything it writes is below one folder.
 * It ends when it is closed, and when this process ends, however that ends. Not thread-safe.
 */
public final class FlinkCluster implements Closeable {
  private static final Pattern REST = Pattern.compile("Rest endpoint listening at [^ :]+:(\\d+)");
  private static final Pattern REPORTER =
      Pattern.compile("Started PrometheusReporter HTTP server on port (\\d+)");
  private static final int ATTEMPTS = 5;
  private static final String PORT_IS_TAKEN = "Could not start rest endpoint on any port";

  /**
   * Settings of a cluster whose processes answer Prometheus, each at a port of its own: the first
   * of these that nobody has when it binds it. See {@link #metricsPorts}.
   */
  public static final Map<String, String> WITH_METRICS =
      Map.of(
          "metrics.reporters",
          "prom",
          "metrics.reporter.prom.factory.class",
          "org.apache.flink.metrics.prometheus.PrometheusReporterFactory",
          "metrics.reporter.prom.port",
          "30000-32000");

  private static final String CHECKPOINTS = "checkpoints";
  private static final int MANAGED_MEGABYTES = 256;
  private static final int HEAP_MEGABYTES = 512;

  /** What Flink sets aside for itself; of the rest of the heap jobs have what they like. */
  private static final int FRAMEWORK_MEGABYTES = 128;

  private final Path folder;
  private final Map<String, String> settings;
  private ServerProcess jobManager;
  private final List<TaskManager> taskManagers = new ArrayList<>();
  private final FlinkRest rest;
  private int started;

  private FlinkCluster(
      Path folder, Map<String, String> settings, ServerProcess jobManager, FlinkRest rest) {
    this.folder = folder;
    this.settings = settings;
    this.jobManager = jobManager;
    this.rest = rest;
  }

  /**
   * Starts a JobManager without a TaskManager, and waits until it answers.
   *
   * @param folder for everything the cluster writes; made where it is not there
   * @param settings of Flink, over those that a test wants anyway: RocksDB with incremental
   *     checkpoints, short heartbeats, 20 restarts a second apart
   */
  public static FlinkCluster start(Path folder, Map<String, String> settings) throws IOException {
    return start(folder, settings, FreePort::find);
  }

  /** Where a port that is free comes from. */
  interface Ports {
    int next() throws IOException;
  }

  /** The port may be taken between being found free and being bound: then others are tried. */
  static FlinkCluster start(Path folder, Map<String, String> settings, Ports ports)
      throws IOException {
    Path home = folder.toAbsolutePath();
    Files.createDirectories(home);
    for (int attempt = 1; ; attempt++) {
      Map<String, String> all = new TreeMap<>(defaults(home));
      // A main method that the JobManager runs has to know its port, so 0 will not do.
      all.put("rest.port", Integer.toString(ports.next()));
      all.putAll(settings);
      ServerProcess jobManager = jobManager(home, all);
      try {
        FlinkRest rest = FlinkRest.at("localhost:" + restPort(jobManager));
        String rpcPort = setting(rest.get("/jobmanager/config"), "jobmanager.rpc.port");
        all.put("jobmanager.rpc.port", rpcPort);
        return new FlinkCluster(home, all, jobManager, rest);
      } catch (RuntimeException | Error failure) {
        jobManager.kill();
        if (attempt == ATTEMPTS || !jobManager.log().contains(PORT_IS_TAKEN)) {
          throw failure;
        }
      }
    }
  }

  private static ServerProcess jobManager(Path home, Map<String, String> settings)
      throws IOException {
    return ServerProcess.start(
        "the JobManager",
        List.of(ServerJars.flink()),
        home.resolve("jobmanager"),
        List.of("-Xmx400m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
        List.of(
            "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
            "--configDir",
            written(home.resolve("jobmanager"), settings),
            "--executionMode",
            "cluster"));
  }

  private static Map<String, String> defaults(Path home) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("jobmanager.rpc.address", "localhost");
    settings.put("jobmanager.rpc.port", "0");
    settings.put("rest.address", "localhost");
    settings.put("rest.bind-address", "localhost");
    settings.put("blob.server.port", "0");
    settings.put("io.tmp.dirs", home.resolve("tmp").toString());
    settings.put("blob.storage.directory", home.resolve("tmp").toString());
    settings.put("web.upload.dir", home.resolve("upload").toString());
    settings.put("state.backend.type", "rocksdb");
    settings.put("state.backend.incremental", "true");
    settings.put("state.checkpoint-storage", "filesystem");
    settings.put("state.checkpoints.dir", home.resolve(CHECKPOINTS).toUri().toString());
    settings.put("heartbeat.interval", "2000");
    settings.put("heartbeat.timeout", "8000");
    settings.put("restart-strategy.type", "fixed-delay");
    settings.put("restart-strategy.fixed-delay.attempts", "20");
    settings.put("restart-strategy.fixed-delay.delay", "1s");
    settings.put("web.refresh-interval", "1000");
    settings.put("metrics.fetcher.update-interval", "500");
    return settings;
  }

  private static String written(Path folder, Map<String, String> settings) throws IOException {
    Path conf = folder.resolve("conf");
    Files.createDirectories(conf);
    Files.createDirectories(Path.of(settings.get("io.tmp.dirs")));
    StringBuilder yaml = new StringBuilder();
    settings.forEach((key, value) -> yaml.append(key).append(": \"").append(value).append("\"\n"));
    Files.writeString(conf.resolve("config.yaml"), yaml);
    return conf.toString();
  }

  /** As the JobManager logs it: nobody but it writes there, so it is not somebody else's port. */
  private static String restPort(ServerProcess jobManager) {
    String[] port = new String[1];
    Waiting.patiently()
        .until(
            () -> {
              Matcher found = REST.matcher(jobManager.log());
              if (found.find()) {
                port[0] = found.group(1);
              } else if (!jobManager.isAlive()) {
                throw new IllegalStateException(jobManager.describe());
              }
              return port[0] != null;
            },
            jobManager::describe);
    return port[0];
  }

  private static String setting(JsonNode config, String key) {
    for (JsonNode each : config) {
      if (each.path("key").asText().equals(key)) {
        return each.path("value").asText();
      }
    }
    throw new IllegalStateException("the JobManager has no " + key);
  }

  /**
   * Starts a TaskManager, and waits until the JobManager knows it.
   *
   * @param slots how many it offers, at least 1
   */
  public TaskManager startTaskManager(int slots) throws IOException {
    return startTaskManager(slots, HEAP_MEGABYTES);
  }

  /**
   * {@link #startTaskManager(int)} with a heap of another size than 512 MB.
   *
   * @param heapMegabytes more than 128, which are Flink's own
   */
  public TaskManager startTaskManager(int slots, int heapMegabytes) throws IOException {
    String name = "taskmanager-" + ++started;
    Path home = folder.resolve(name);
    List<String> command =
        new ArrayList<>(
            List.of(
                "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
                "--configDir",
                written(home, settings)));
    Map<String, String> own =
        Map.ofEntries(
            Map.entry("taskmanager.resource-id", name),
            Map.entry("taskmanager.host", "localhost"),
            Map.entry("taskmanager.numberOfTaskSlots", Integer.toString(slots)),
            Map.entry("taskmanager.cpu.cores", Integer.toString(slots)),
            Map.entry(
                "taskmanager.memory.task.heap.size", (heapMegabytes - FRAMEWORK_MEGABYTES) + "m"),
            Map.entry("taskmanager.memory.framework.heap.size", FRAMEWORK_MEGABYTES + "m"),
            Map.entry("taskmanager.memory.task.off-heap.size", "0b"),
            Map.entry("taskmanager.memory.framework.off-heap.size", "128m"),
            Map.entry("taskmanager.memory.network.min", "256m"),
            Map.entry("taskmanager.memory.network.max", "256m"),
            // RocksDB has it, and flushes all the time where it is less than its tables begin with.
            Map.entry("taskmanager.memory.managed.size", (slots * MANAGED_MEGABYTES) + "m"),
            Map.entry("taskmanager.memory.jvm-metaspace.size", "256m"),
            Map.entry("taskmanager.memory.jvm-overhead.min", "192m"),
            Map.entry("taskmanager.memory.jvm-overhead.max", "192m"));
    own.forEach((key, value) -> command.addAll(List.of("-D", key + "=" + value)));
    TaskManager taskManager =
        new TaskManager(
            name,
            ServerProcess.start(
                name,
                List.of(ServerJars.flink()),
                home,
                List.of(
                    "-Xmx" + heapMegabytes + "m",
                    "-XX:MaxDirectMemorySize=512m",
                    "-XX:+UseSerialGC"),
                command));
    taskManagers.add(taskManager);
    Waiting.patiently()
        .until(
            () -> {
              if (!taskManager.isAlive()) {
                throw new IllegalStateException(taskManager.process().describe());
              }
              return registered().contains(name);
            },
            () -> taskManager.process().describe());
    return taskManager;
  }

  private List<String> registered() {
    List<String> names = new ArrayList<>();
    rest.get("/taskmanagers")
        .path("taskmanagers")
        .forEach(each -> names.add(each.path("id").asText()));
    return names;
  }

  /** As {@code kill -9}. Returns when the process is gone; Flink notices by its heartbeats. */
  public void kill(TaskManager taskManager) {
    taskManager.process().kill();
    taskManagers.remove(taskManager);
  }

  /** As {@code kill -9} of the JobManager. It knows nothing of any job when it is started again. */
  public void killJobManager() {
    jobManager.kill();
  }

  /**
   * Starts the JobManager again where it was, and waits until it knows the TaskManagers that live.
   */
  public void startJobManagerAgain() throws IOException {
    jobManager = jobManager(folder, settings);
    Waiting.patiently()
        .until(
            () -> {
              if (!jobManager.isAlive()) {
                throw new IllegalStateException(jobManager.describe());
              }
              return isAnswering()
                  && registered()
                      .containsAll(taskManagers.stream().map(TaskManager::name).toList());
            },
            this::describe);
  }

  private boolean isAnswering() {
    try {
      return rest.get("/overview").has("taskmanagers");
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  /** Those that were started and not killed, in the order of their starts. */
  public List<TaskManager> taskManagers() {
    return List.copyOf(taskManagers);
  }

  /** The JobManager's process. */
  public long pid() {
    return jobManager.pid();
  }

  /** {@code host:port} of its REST interface and web UI. */
  public String address() {
    return rest.address();
  }

  /** The REST interface. */
  public FlinkRest rest() {
    return rest;
  }

  /** Flink's own command line: {@code flink run -m host:port ...} of this cluster. */
  public List<String> commandLine(String... args) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(
        List.of("-Xmx400m", "-cp", ServerJars.flink(), "org.apache.flink.client.cli.CliFrontend"));
    line.addAll(List.of(args));
    return line;
  }

  /** A folder for Flink's own command line: {@code FLINK_CONF_DIR}. */
  public Path configuration() {
    return folder.resolve("jobmanager").resolve("conf");
  }

  /** Where processes of a cluster {@linkplain #WITH_METRICS with metrics} answer Prometheus. */
  public List<Integer> metricsPorts() {
    List<Integer> ports = new ArrayList<>(metricsPorts(jobManager));
    taskManagers.forEach(each -> ports.addAll(metricsPorts(each.process())));
    return ports;
  }

  private static List<Integer> metricsPorts(ServerProcess process) {
    Matcher started = REPORTER.matcher(process.log());
    return started.find() ? List.of(Integer.valueOf(started.group(1))) : List.of();
  }

  /** What the JobManager and the TaskManagers have logged, for people. */
  public String describe() {
    StringBuilder all = new StringBuilder(jobManager.describe());
    taskManagers.forEach(each -> all.append('\n').append(each.process().describe()));
    return all.toString();
  }

  /**
   * Stops all processes that were started, and removes what they kept of jobs: their copies, their
   * state, their checkpoints. Logs stay.
   */
  @Override
  public void close() throws IOException {
    try {
      taskManagers.forEach(each -> each.process().kill());
    } finally {
      jobManager.kill();
    }
    Leftovers.delete(folder.resolve("tmp"), folder.resolve("upload"), folder.resolve(CHECKPOINTS));
  }
}
