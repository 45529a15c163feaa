package dev.millrace.feature;

import dev.millrace.plan.Bound;
import dev.millrace.plan.FactWindow;
import dev.millrace.plan.Knowledge;
import dev.millrace.plan.Times;
import dev.millrace.plan.ViewDefinition;
import org.jspecify.annotations.Nullable;

/**
 * The part of a history that one question may look at through one window (SEMANTICS S4 to S6, S12).
 * A holder that is set again for each question; not thread-safe.
 */
final class Range {
  /** What {@link #whyNot} begins with where a fact comes to be known only later. */
  static final String NOT_KNOWN = "not known";

  private final ViewDefinition view;
  private final FactTable table;
  private final Bound bound;
  private final Knowledge knowledge;
  private final long reach;
  private KeyHistory history;
  private long at;
  private long seen;
  private int low;
  private int high;
  private int lastDelete;
  private long after;
  private long last;

  /** Its number among those of the key's ids. */
  private long question;

  Range(ViewDefinition view, FactTable table, Bound bound, Knowledge knowledge) {
    this.view = view;
    this.table = table;
    this.bound = bound;
    this.knowledge = knowledge;
    this.reach = view.reach();
    this.history = new KeyHistory(false);
  }

  /** Turns to a question and a window. */
  void of(KeyHistory facts, long time, @Nullable FactOrder self, FactWindow window) {
    history = facts;
    at = time;
    seen = bound == Bound.BEFORE ? Times.minus(time, 1) : time;
    last = window.last(seen);
    after = Math.max(window.after(last), before(view.ttl()));
    high =
        self != null && bound.isOfSelf() && window.offset() == 0
            ? history.before(table, self, bound == Bound.INCLUDE_SELF)
            : history.after(table, last);
    // Every time is after the beginning, also the first there is.
    low = after == Long.MIN_VALUE ? 0 : Math.min(high, history.after(table, after));
    lastDelete = -1;
    SameIds sameIds = history.sameIds();
    if (sameIds != null) {
      question = sameIds.nextQuestion();
    }
    if (history.hasDeletes()) {
      lastDelete = history.lastDelete(table, high, this::isVisible);
      low = Math.max(low, lastDelete + 1);
    }
  }

  private long before(long micros) {
    return micros == FactWindow.FOREVER ? Long.MIN_VALUE : Times.minus(seen, micros);
  }

  /** The index of the first fact. */
  int low() {
    return low;
  }

  /** The index behind the last fact. */
  int high() {
    return high;
  }

  /** The event time behind which the window begins. */
  long after() {
    return after;
  }

  /** The last event time in the window. */
  long last() {
    return last;
  }

  /** Why the fact at an index does not count, for people; empty when it does. */
  String whyNot(int index, int condition) {
    int fact = history.fact(index);
    if (!table.isUpsert(fact)) {
      return "no fact, but a change of others";
    } else if (index >= high) {
      return "not before the end of the window";
    } else if (!isVisible(fact)) {
      return NOT_KNOWN + " before " + FactText.time(table.available(fact));
    } else if (index < lastDelete) {
      return "deleted";
    } else if (index < low && index > lastDelete) {
      return "before the window";
    } else if (!table.meets(fact, condition)) {
      return "does not satisfy the condition";
    }
    return counts(fact, condition) ? "" : "delivered before, or taken back";
  }

  /** Whether a fact could have been known (SEMANTICS S6). */
  boolean isVisible(int fact) {
    return knowledge == Knowledge.CORRECTED || table.available(fact) <= at;
  }

  /** Whether what became available at a time could have been known. */
  boolean isKnown(long available) {
    return knowledge == Knowledge.CORRECTED || available <= at;
  }

  /** Whether a fact of the range counts, if it satisfies a condition. */
  boolean counts(int fact, int condition) {
    return table.isUpsert(fact)
        && table.meets(fact, condition)
        && isVisible(fact)
        && (!hasChains() || standing(fact) == fact);
  }

  private boolean hasChains() {
    SameIds sameIds = history.sameIds();
    return sameIds != null && sameIds.hasChains();
  }

  /**
   * Of all the change records with a fact's id that can be seen, the one that stands: the first
   * delivery since the id was last taken back. Records beyond the view's reach, and those before
   * the last delete, are as if they had never been.
   *
   * @return negative when none does
   */
  private int standing(int fact) {
    SameIds sameIds = history.sameIds();
    if (sameIds == null) {
      return fact;
    }
    int first = sameIds.first(table, fact);
    if (!sameIds.isAnswered(question, first)) {
      sameIds.answer(question, first, standing(sameIds, first));
    }
    return sameIds.answer(first);
  }

  private int standing(SameIds sameIds, int first) {
    int standing = -1;
    for (int link = first; link >= 0; link = sameIds.next(link)) {
      int each = sameIds.fact(link);
      if (high == 0 || table.compare(each, history.fact(high - 1)) > 0) {
        break;
      }
      if (isRemembered(each) && isVisible(each)) {
        if (table.isRetraction(each)) {
          standing = -1;
        } else if (standing < 0) {
          standing = each;
        }
      }
    }
    return standing;
  }

  private boolean isRemembered(int fact) {
    boolean isAfterDelete = lastDelete < 0 || table.compare(fact, history.fact(lastDelete)) > 0;
    return isAfterDelete && table.time[fact] > before(reach);
  }

  /**
   * Why no fact that satisfies a condition counts.
   *
   * @param before no fact of the range from this index on satisfies it
   */
  FeatureStatus whyNothing(int condition, int before) {
    Departed departed = history.departed();
    long gone = departed == null ? Departed.NEVER : departed.newest(condition);
    // A fact that came late may lie before one that is gone.
    for (int index = before - 1; index >= 0 && table.time[history.fact(index)] >= gone; index--) {
      int fact = history.fact(index);
      if (table.isUpsert(fact) && table.meets(fact, condition) && isVisible(fact)) {
        return why(index, fact);
      }
    }
    if (departed == null || !isTold(gone)) {
      return FeatureStatus.NOT_FOUND;
    }
    return isDeletedSince(gone) || departed.isDeleted(condition)
        ? FeatureStatus.DELETED
        : FeatureStatus.EXPIRED;
  }

  private boolean isDeletedSince(long time) {
    return lastDelete >= 0 && table.time[history.fact(lastDelete)] >= time;
  }

  private FeatureStatus why(int index, int fact) {
    if (!isTold(table.time[fact])) {
      return FeatureStatus.NOT_FOUND;
    }
    boolean isTakenBack = hasChains() && table.time[fact] > before(reach) && standing(fact) < 0;
    Departed departed = history.departed();
    boolean isDeleted =
        index < lastDelete || (departed != null && departed.isDeletedAfter(table.time[fact]));
    return isDeleted || isTakenBack ? FeatureStatus.DELETED : FeatureStatus.EXPIRED;
  }

  /** What left the view is told of for as long again as it could count. */
  private boolean isTold(long time) {
    return time != Departed.NEVER
        && (reach == FactWindow.FOREVER || time > Times.minus(before(reach), reach));
  }
}
