package dev.millrace.feature;

import dev.millrace.plan.FactLayout;
import dev.millrace.plan.FactWindow;
import dev.millrace.record.Selection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The features of a view that count the same facts: one window, one condition. Goes through the
 * facts of a question once for all of them. Not thread-safe.
 */
final class FoldGroup {
  /** How many facts are handed to the folds at a time. */
  private static final int BATCH = 4096;

  /** Ranges of so many facts are worth tiles. */
  static final int LONG = 4 * Tiles.NARROW;

  private final FactTable table;
  private final FactWindow window;
  private final int condition;
  private final int number;
  private final List<GroupFold> folds = new ArrayList<>();
  private final List<PartCount> parts = new ArrayList<>();
  private final int[] slots = new int[BATCH];
  private final int[] facts = new int[BATCH];
  private int pending;
  private long[] count = new long[0];
  private long[] first = new long[0];
  private long[] last = new long[0];
  private @Nullable FeatureStatus[] whyNothing = new FeatureStatus[0];
  private int[] latest = new int[16];

  /** Facts that satisfy the condition and do not count for the question at hand. */
  private int[] out = new int[16];

  private int outs;
  private @Nullable LongRanges longRanges;
  private boolean isWithoutMultisets;

  /**
   * @param number of the group among those of the view
   */
  FoldGroup(FactTable table, int number, FactWindow window, int condition) {
    this.table = table;
    this.number = number;
    this.window = window;
    this.condition = condition;
  }

  boolean isOf(FactWindow otherWindow, int otherCondition) {
    return window.equals(otherWindow) && condition == otherCondition;
  }

  GroupFold add(GroupFold fold) {
    folds.add(fold);
    return fold;
  }

  /** Counts the facts that satisfy another condition as well. */
  PartCount addPart(int part) {
    PartCount counted = new PartCount(part);
    parts.add(counted);
    return counted;
  }

  /** How many of the facts that count satisfy another condition. */
  static final class PartCount {
    private final int condition;
    private long[] counts = new long[0];

    private PartCount(int condition) {
      this.condition = condition;
    }

    long of(int question) {
      return counts[question];
    }
  }

  /** Answers all questions; the answers before are forgotten. */
  void answer(Questions questions, Range range) {
    begin(questions.size());
    for (int question = 0; question < questions.size(); question++) {
      KeyHistory history = questions.history(question);
      if (history == null) {
        whyNothing[question] = FeatureStatus.NULL_KEY;
      } else {
        range.of(history, questions.time(question), questions.self(question), window);
        if (window.isOfLastFacts()) {
          takeLatest(question, history, range);
        } else if (range.high() - range.low() >= LONG) {
          takeLong(question, history, range);
        } else {
          takeAll(question, history, range);
        }
        if (count[question] == 0) {
          whyNothing[question] = whyNothing(history, range);
        }
      }
    }
    flush();
  }

  private void begin(int questions) {
    // Questions before these may have ended with an exception.
    pending = 0;
    isWithoutMultisets = false;
    if (count.length < questions) {
      count = new long[questions];
      first = new long[questions];
      last = new long[questions];
      whyNothing = new FeatureStatus[questions];
      parts.forEach(part -> part.counts = new long[questions]);
    } else {
      Arrays.fill(count, 0, questions, 0);
      Arrays.fill(whyNothing, 0, questions, null);
      parts.forEach(part -> Arrays.fill(part.counts, 0, questions, 0));
    }
    folds.forEach(fold -> fold.begin(questions));
  }

  private void takeAll(int question, KeyHistory history, Range range) {
    for (int index = range.low(); index < range.high(); index++) {
      int fact = history.fact(index);
      if (range.counts(fact, condition)) {
        take(question, fact);
      }
    }
  }

  private void takeLong(int question, KeyHistory history, Range range) {
    LongRanges ranges = longRanges();
    LongHistory kept = history.kept(number, ranges);
    // What is waiting is of all folds; from here on multisets go a way of their own.
    flush();
    isWithoutMultisets = true;
    outs = 0;
    ranges.walk(
        history,
        range,
        kept.tiles(),
        new LongRanges.Taker() {
          @Override
          public void fact(int fact) {
            take(question, fact);
          }

          @Override
          public void tile(int slot, int width) {
            takeTile(question, slot, ranges.store());
          }

          @Override
          public void out(int fact) {
            leaveOut(fact);
          }
        });
    flush();
    isWithoutMultisets = false;
    if (!ranges.multisets().isEmpty()) {
      ranges.answer(question, history, kept, range, Selection.of(out, outs));
    }
  }

  private void leaveOut(int fact) {
    if (outs == out.length) {
      out = Arrays.copyOf(out, 2 * outs);
    }
    out[outs++] = fact;
  }

  private FeatureStatus whyNothing(KeyHistory history, Range range) {
    int before = range.high();
    if (condition != FactLayout.ALWAYS && before >= LONG) {
      LongRanges ranges = longRanges();
      before = ranges.behindLast(history, history.kept(number, ranges).tiles(), before);
    }
    return range.whyNothing(condition, before);
  }

  private LongRanges longRanges() {
    if (longRanges == null) {
      int[] conditions = parts.stream().mapToInt(part -> part.condition).toArray();
      longRanges = new LongRanges(table, condition, folds, conditions);
    }
    return longRanges;
  }

  private void takeTile(int question, int slot, TileStore store) {
    if (store.count[slot] == 0) {
      return;
    }
    // Folds of an order take facts and tiles in that order.
    flush();
    if (count[question] == 0) {
      first[question] = store.first[slot];
    }
    last[question] = store.last[slot];
    count[question] += store.count[slot];
    for (int part = 0; part < parts.size(); part++) {
      parts.get(part).counts[question] += store.parts[part][slot];
    }
    for (GroupFold fold : folds) {
      if (!fold.isMultiset()) {
        fold.addTile(question, slot);
      }
    }
  }

  /** Facts are counted from the latest back, and folded in their order. */
  private void takeLatest(int question, KeyHistory history, Range range) {
    int found = 0;
    for (int index = range.high() - 1; index >= range.low() && found < window.facts(); index--) {
      int fact = history.fact(index);
      if (range.counts(fact, condition)) {
        if (found == latest.length) {
          latest = Arrays.copyOf(latest, 2 * found);
        }
        latest[found++] = fact;
      }
    }
    while (found > 0) {
      take(question, latest[--found]);
    }
  }

  private void take(int question, int fact) {
    if (pending == BATCH) {
      flush();
    }
    slots[pending] = question;
    facts[pending++] = fact;
    if (count[question]++ == 0) {
      first[question] = table.time[fact];
    }
    last[question] = table.time[fact];
    for (PartCount part : parts) {
      if (table.meets(fact, part.condition)) {
        part.counts[question]++;
      }
    }
  }

  private void flush() {
    if (pending > 0) {
      Selection rows = Selection.of(facts, pending);
      for (GroupFold fold : folds) {
        if (!isWithoutMultisets || !fold.isMultiset()) {
          fold.add(slots, table.block(), rows);
        }
      }
      pending = 0;
    }
  }

  /** How many facts count. */
  long count(int question) {
    return count[question];
  }

  /** The event time of the first fact that counts. */
  long first(int question) {
    return first[question];
  }

  /** The event time of the last fact that counts. */
  long last(int question) {
    return last[question];
  }

  /** Why no fact counts; null where one does. */
  @Nullable FeatureStatus whyNothing(int question) {
    return whyNothing[question];
  }
}
