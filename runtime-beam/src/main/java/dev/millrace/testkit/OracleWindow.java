package dev.millrace.testkit;

import dev.millrace.feature.ChangeKind;
import dev.millrace.feature.FeatureStatus;
import dev.millrace.plan.Bound;
import dev.millrace.plan.FactWindow;
import dev.millrace.plan.FeatureCall;
import dev.millrace.plan.Knowledge;
import dev.millrace.plan.ViewDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The facts of a key that one feature counts for one question, or why there are none. */
final class OracleWindow {
  private final ViewDefinition view;
  private final FeatureCall call;
  private final OracleQuestion question;
  private final long reach;

  /** The records that are visible and not after the window, in S3 order. */
  private final List<OracleFact> known;

  private final @Nullable OracleFact delete;
  private final Map<OracleFact.Bits, OracleFact> standing;

  /**
   * @param facts all of the key, each once, in S3 order
   */
  OracleWindow(
      ViewDefinition view, FeatureCall call, List<OracleFact> facts, OracleQuestion question) {
    this.view = view;
    this.call = call;
    this.question = question;
    this.reach = reach(view);
    this.known = known(facts);
    this.delete = delete();
    this.standing = standing();
  }

  /** How long before a question a fact may lie and count in any feature of a view. */
  private static long reach(ViewDefinition view) {
    long longest = 0;
    for (FeatureCall call : view.calls()) {
      FactWindow window = call.window();
      long length = OracleTime.plus(window.length(), window.offset());
      longest = Math.max(longest, OracleTime.plus(length, window.hop()));
    }
    return Math.min(view.ttl(), longest);
  }

  /** The facts that count, in S3 order. */
  List<OracleFact> counting() {
    List<OracleFact> counting = new ArrayList<>();
    for (OracleFact fact : known) {
      if (counts(fact)) {
        counting.add(fact);
      }
    }
    int most = call.window().facts();
    return counting.subList(Math.max(0, counting.size() - most), counting.size());
  }

  private boolean counts(OracleFact fact) {
    return fact.kind() == ChangeKind.UPSERT
        && isInWindow(fact)
        && isYoungerThan(view.ttl(), fact)
        && isAfterDelete(fact)
        && (view.id().isEmpty() || fact.equals(standing.get(fact.id())))
        && fact.satisfies(call.where());
  }

  /** Why no fact counts, when none does. */
  FeatureStatus statusOfNone() {
    OracleFact newest = null;
    for (OracleFact fact : known) {
      if (fact.kind() == ChangeKind.UPSERT
          && fact.satisfies(call.where())
          && isYoungerThan(OracleTime.plus(reach, reach), fact)) {
        newest = fact;
      }
    }
    if (newest == null) {
      return FeatureStatus.NOT_FOUND;
    }
    boolean isRetracted =
        isYoungerThan(reach, newest) && !view.id().isEmpty() && !standing.containsKey(newest.id());
    return !isAfterDelete(newest) || isRetracted ? FeatureStatus.DELETED : FeatureStatus.EXPIRED;
  }

  private List<OracleFact> known(List<OracleFact> facts) {
    List<OracleFact> known = new ArrayList<>();
    for (OracleFact fact : facts) {
      if (isVisible(fact) && isNotAfterWindow(fact)) {
        known.add(fact);
      }
    }
    return known;
  }

  private boolean isVisible(OracleFact fact) {
    return question.knowledge() == Knowledge.CORRECTED || fact.availability() <= question.at();
  }

  private boolean isNotAfterWindow(OracleFact fact) {
    if (question.bound().isOfSelf() && call.window().offset() == 0) {
      int order = fact.compareTo(Objects.requireNonNull(question.self()));
      return question.bound() == Bound.INCLUDE_SELF ? order <= 0 : order < 0;
    }
    return fact.eventTime() <= last();
  }

  /** The window ends with this microsecond. */
  private long last() {
    return OracleTime.minus(question.seen(), call.window().offset());
  }

  private boolean isInWindow(OracleFact fact) {
    FactWindow window = call.window();
    if (window.length() == FactWindow.FOREVER) {
      return true;
    }
    long after = OracleTime.minus(last(), window.length());
    return fact.eventTime() > (window.hop() == 0 ? after : OracleTime.floor(after, window.hop()));
  }

  /** Whether a fact is younger than that as the question sees it, whatever the window. */
  private boolean isYoungerThan(long length, OracleFact fact) {
    return length == FactWindow.FOREVER
        || fact.eventTime() > OracleTime.minus(question.seen(), length);
  }

  /** The last delete; null where there is none. */
  private @Nullable OracleFact delete() {
    OracleFact last = null;
    for (OracleFact fact : known) {
      last = fact.kind() == ChangeKind.DELETE ? fact : last;
    }
    return last;
  }

  private boolean isAfterDelete(OracleFact fact) {
    return delete == null || fact.compareTo(delete) > 0;
  }

  /** By id, the record that neither is a second delivery nor was retracted. */
  private Map<OracleFact.Bits, OracleFact> standing() {
    Map<OracleFact.Bits, OracleFact> standing = new HashMap<>();
    for (OracleFact fact : known) {
      if (isAfterDelete(fact) && isYoungerThan(reach, fact)) {
        if (fact.kind() == ChangeKind.UPSERT) {
          standing.putIfAbsent(fact.id(), fact);
        } else {
          standing.remove(fact.id());
        }
      }
    }
    return standing;
  }
}
