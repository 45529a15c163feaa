package dev.millrace.publish;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Held while a unit is added to a stream's output, so that each attempt builds on what the one
 * before it published; and while the run is closed to further units. The operating system releases
 * it when a process ends, however it ends.
 */
final class UnitLock {
  static final String FILE = "units.lock";

  private UnitLock() {}

  /** What is done alone. */
  interface Action<R> {
    R take() throws IOException;
  }

  /**
   * Waits until nobody else, in this process or in another, holds the lock of the run.
   *
   * @throws java.nio.file.NoSuchFileException when the run's folder is gone
   */
  static <R> R holding(RunFolder run, Action<R> action) throws IOException {
    Path folder = run.path().toRealPath();
    // A lock of POSIX belongs to the process, and closing any channel to its file gives it up. So
    // only one thread of the process may open the file: whichever class loader its classes are of,
    // since a restarted job brings its own. Interned strings are the same for all of them.
    synchronized (("dev.millrace.publish.units:" + folder).intern()) {
      try (FileChannel channel =
              FileChannel.open(
                  folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        if (!lock.isValid()) {
          throw new IOException("the lock of " + folder + " was lost");
        }
        return action.take();
      }
    }
  }

  /**
   * Whether units may be added: until the run has ended, and nobody has taken its staging area away
   * since its launcher died. To be asked while the lock is held.
   */
  static boolean isOpenForUnits(RunFolder run) {
    return Files.isDirectory(run.staging(), LinkOption.NOFOLLOW_LINKS);
  }
}
