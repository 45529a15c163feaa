package ${package};

import dev.millrace.connect.files.online.OnlineStore;
import dev.millrace.feature.FeatureEvaluator;
import dev.millrace.plan.ProblemsException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/**
 * Answers for a customer and a time from what the last run has published, as a service would: by
 * the code that made the training set, and without Beam.
 */
public final class Serve {

  /**
   * Arguments: the folder of the online view, a customer, and perhaps a time with its offset, now
   * without it.
   */
  public static void main(String[] args) {
    if (args.length < 2 || args.length > 3) {
      fail("Arguments: STORE CUSTOMER [2026-03-30T00:00:00+02:00]");
    }
    try {
      answer(args);
    } catch (IOException | IllegalArgumentException | DateTimeException | ProblemsException e) {
      fail(e.getMessage());
    }
  }

  private static void answer(String[] args) throws IOException {
    Instant at = args.length == 3 ? time(args[2]) : Instant.now();
    FeatureEvaluator<String, ?, CustomerHistory> history =
        OnlineStore.open(Orders.ONLINE, Path.of(args[0])).features();
    System.out.println(history.get(args[1], at));
    System.out.println();
    System.out.print(history.explain(args[1], at));
  }

  private static Instant time(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "Not a time with its offset, as 2026-03-30T00:00:00+02:00 is one: " + text, e);
    }
  }

  private static void fail(String why) {
    System.err.println(why);
    System.exit(1);
  }

  private Serve() {}
}
