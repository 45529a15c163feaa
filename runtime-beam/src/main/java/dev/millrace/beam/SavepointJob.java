package dev.millrace.beam;

import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose state a savepoint holds. Flink calls a savepoint by the first digits of its job's id, and
 * the folder of a job's checkpoints by all of them.
 */
final class SavepointJob {
  private static final Pattern NAMED =
      Pattern.compile(
          "(?<=^|/)(?:savepoint-([0-9a-f]{6})-[0-9a-f]+(?=/|$)|([0-9a-f]{32})/chk-[0-9]+(?=/|$))");

  private SavepointJob() {}

  /**
   * Those of some jobs that a savepoint or a checkpoint can be of, by its path. None where it is of
   * another job, or the path {@linkplain #isNamed names nobody}.
   */
  static List<String> among(Collection<String> jobs, String path) {
    String start = start(path);
    return start.isEmpty()
        ? List.of()
        : jobs.stream().filter(job -> job.startsWith(start)).sorted().toList();
  }

  /** Whether a path is as Flink made it, and not given another name: it says whose state it is. */
  static boolean isNamed(String path) {
    return !start(path).isEmpty();
  }

  /** How the job's id begins; empty where nobody says. */
  private static String start(String path) {
    String start = "";
    Matcher named = NAMED.matcher(path);
    while (named.find()) {
      start = named.group(1) == null ? named.group(2) : named.group(1);
    }
    return start;
  }
}
