package dev.millrace.servers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of a server, with a folder of its own for what it writes. */
final class ServerProcess {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration PATIENCE_TO_TIDY = Duration.ofMinutes(1);

  private final String name;
  private final Process process;
  private final Path log;

  /** How long the log was: what stands before was written by a process of earlier. */
  private final long logFrom;

  private ServerProcess(String name, Process process, Path log, long logFrom) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.logFrom = logFrom;
  }

  /**
   * @param classPath its entries; those of this module come by themselves
   * @param folder for what it writes; made where it is not there
   * @param jvm options of the JVM
   * @param command main class and its arguments
   */
  static ServerProcess start(
      String name, List<String> classPath, Path folder, List<String> jvm, List<String> command)
      throws IOException {
    Files.createDirectories(folder);
    Path log = folder.resolve("log");
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(jvm);
    line.add("-Dlog4j.configurationFile=" + folder.resolve("log4j2.properties"));
    line.add("-cp");
    line.add(
        ServerJars.ownClasses() + File.pathSeparator + String.join(File.pathSeparator, classPath));
    line.add(Tethered.class.getName());
    line.addAll(command);
    Files.writeString(folder.resolve("log4j2.properties"), logging(log));
    long logFrom = Files.exists(log) ? Files.size(log) : 0;
    Process process =
        new ProcessBuilder(line)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out").toFile())
            .start();
    return new ServerProcess(name, process, log, logFrom);
  }

  private static String logging(Path log) {
    return """
        rootLogger.level = INFO
        rootLogger.appenderRef.file.ref = File
        appender.file.type = File
        appender.file.name = File
        appender.file.fileName = %s
        appender.file.layout.type = PatternLayout
        appender.file.layout.pattern = %%d{HH:mm:ss.SSS} %%-5p %%c{1} %%m%%n
        """
        .formatted(log);
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** What it has logged so far, and nobody before it. */
  String log() {
    try {
      if (!Files.exists(log)) {
        return "";
      }
      byte[] all = Files.readAllBytes(log);
      int from = (int) Math.min(logFrom, all.length);
      return new String(all, from, all.length - from, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Cuts the tether: what the operating system does when this process dies. */
  void letGo() throws IOException {
    process.getOutputStream().close();
  }

  /** As {@code kill -9}: it gets no moment to tidy. Returns when it is gone. */
  void kill() {
    process.destroyForcibly();
    if (!isGoneWithin(PATIENCE)) {
      throw new IllegalStateException(name + ", process " + pid() + ", outlives a kill");
    }
  }

  /** As {@code kill}: it may tidy. Returns when it is gone. */
  void stop() {
    process.destroy();
    if (!isGoneWithin(PATIENCE_TO_TIDY)) {
      throw new IllegalStateException(describe());
    }
  }

  private boolean isGoneWithin(Duration patience) {
    boolean wasInterrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException again) {
          wasInterrupted = true;
        }
      }
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** For people: why it did not do what it should. */
  String describe() {
    String all = log();
    return name
        + (isAlive() ? " runs" : " ended with " + process.exitValue())
        + "; its log, in "
        + log
        + ", ends:\n"
        + all.substring(Math.max(0, all.length() - 4_000));
  }
}
