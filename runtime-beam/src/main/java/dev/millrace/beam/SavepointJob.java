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
  private static final Pattern SAVEPOINT = Pattern.compile("savepoint-([0-9a-f]{6})-[0-9a-f]+");

  private SavepointJob() {}

  /**
   * Those of some jobs that a savepoint or a checkpoint can be of, by its path. None where the path
   * was given another name.
   */
  static List<String> among(Collection<String> jobs, String path) {
    List<String> found = List.of();
    for (String segment : path.split("/", -1)) {
      Matcher savepoint = SAVEPOINT.matcher(segment);
      if (savepoint.matches()) {
        String start = savepoint.group(1);
        found = jobs.stream().filter(job -> job.startsWith(start)).sorted().toList();
      } else if (jobs.contains(segment)) {
        found = List.of(segment);
      }
    }
    return found;
  }
}
