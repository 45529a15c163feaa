package dev.millrace.publish;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;

/** How a folder follows the one of its name that an earlier run published. */
public interface Succession extends Serializable {
  /**
   * Adds to a folder that is about to be published what stays of the one before it. Called at most
   * once for each attempt, when the folder has all its parts; of a stream, those of its first unit.
   *
   * @param earlier as readers see it now, units in folders of their own; is not changed
   * @param parts what takes its place: the parts of this run so far
   * @param into a folder, empty or the same as {@code parts}; what is written there must be on the
   *     disk when this returns
   */
  void carry(Path earlier, Path parts, Path into) throws IOException;
}
