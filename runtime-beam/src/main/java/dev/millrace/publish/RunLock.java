package dev.millrace.publish;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Held by the launching process while its run goes on. The operating system releases it when the
 * process ends, however it ends; so a run whose lock is free has no launcher any more.
 */
final class RunLock implements Closeable {
  private static final String HELD_HERE = "dev.millrace.publish.held:";

  private final String heldHere;
  private final FileChannel channel;

  private RunLock(String heldHere, FileChannel channel) {
    this.heldHere = heldHere;
    this.channel = channel;
  }

  /**
   * @throws dev.millrace.plan.ProblemsException when another run of the pipeline is going on
   */
  static RunLock take(PublicationLayout layout, String run) throws IOException {
    Path state = layout.state();
    // A lock of POSIX belongs to the process, and closing any channel to its file gives it up. So
    // nobody in this process may as much as open the file while it is held here. System properties
    // are the one place that all class loaders of a process share.
    String heldHere = HELD_HERE + state.toRealPath();
    if (System.getProperties().putIfAbsent(heldHere, run) != null) {
      throw goingOn(layout);
    }
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              state.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw goingOn(layout);
      }
      sign(state, run);
      return new RunLock(heldHere, channel);
    } catch (IOException | RuntimeException failure) {
      release(heldHere, channel, failure);
      throw failure;
    }
  }

  private static void release(
      String heldHere, @Nullable FileChannel channel, Exception whileHandling) {
    System.getProperties().remove(heldHere);
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException another) {
        whileHandling.addSuppressed(another);
      }
    }
  }

  /** For people who are refused. A file of its own: see above for why nobody opens the lock. */
  private static void sign(Path state, String run) throws IOException {
    Path draft = state.resolve("owner.draft");
    Files.writeString(
        draft, "run " + run + ", process " + ProcessHandle.current().pid() + " on " + host());
    Files.move(draft, state.resolve("owner"), StandardCopyOption.ATOMIC_MOVE);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "this host";
    }
  }

  private static RuntimeException goingOn(PublicationLayout layout) throws IOException {
    return PublishCode.RUN_GOING_ON.refusal(
        layout.pipeline(),
        "another run of '"
            + layout.pipeline()
            + "' is going on under "
            + layout.root()
            + ": "
            + owner(layout.state()),
        "two runs at a time would publish one over the other",
        "wait for it, or stop it; after that a new run begins by itself, nothing needs to be"
            + " deleted. Bind other folders to run both");
  }

  private static String owner(Path state) throws IOException {
    Path owner = state.resolve("owner");
    try {
      return Files.readString(owner) + ", since " + Files.getLastModifiedTime(owner);
    } catch (NoSuchFileException justBeginning) {
      return "it is just beginning";
    }
  }

  boolean isHeld() {
    return channel.isOpen();
  }

  /** Frees the pipeline for the next run. A second call does nothing. */
  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      channel.close();
      System.getProperties().remove(heldHere);
    }
  }
}
