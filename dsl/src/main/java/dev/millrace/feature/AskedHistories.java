package dev.millrace.feature;

import dev.millrace.plan.Bound;
import dev.millrace.plan.FactLayout;
import dev.millrace.plan.FactWindow;
import dev.millrace.plan.Knowledge;
import dev.millrace.plan.Times;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The facts of one key after the other, and the questions about them, for whoever goes through both
 * in the order of time: a question is asked when all facts up to its time have been added. Answers
 * are given for many questions, of many keys, at once. Not thread-safe.
 *
 * <p>Memory: the facts of all keys that were asked for since the last {@link #answer}, and of the
 * last key what later questions can see.
 */
public final class AskedHistories {
  private final ViewDefinition view;
  private final FactLayout layout;
  private final FactTable table;
  private final ViewFolds folds;
  private final Questions questions = new Questions();
  private final List<KeyHistory> histories = new ArrayList<>();
  private int used;
  private boolean isAsked;
  private KeyHistory current;

  /** Where the facts of the key at hand begin. */
  private int begin;

  public AskedHistories(ViewDefinition view, Bound bound, Knowledge knowledge) {
    this.view = view;
    this.layout = new FactLayout(view);
    this.table = new FactTable(view, layout);
    this.folds = new ViewFolds(view, table, bound, knowledge);
    this.current = next();
  }

  /** What is added and asked from now on is of another key. */
  public void nextKey() {
    if (isAsked) {
      // A question that waits for its answer looks at this very history, also where it is empty.
      current = next();
      begin = table.size();
      isAsked = false;
    } else {
      current.clear();
      table.truncate(begin);
    }
  }

  private KeyHistory next() {
    if (used == histories.size()) {
      histories.add(new KeyHistory(!view.id().isEmpty()));
    }
    KeyHistory next = histories.get(used++);
    next.clear();
    return next;
  }

  /**
   * Adds a fact of the key at hand that comes behind all others in the order of SEMANTICS S3.
   *
   * @param in as {@link FactReader#write} wrote it
   */
  public void add(FactOrder order, ByteInput in) {
    current.append(table, table.add(order, in));
  }

  /**
   * Takes what is remembered of earlier facts of the key at hand, as {@link FactsGone#write} wrote
   * it.
   */
  public void restore(ByteInput in) {
    current.restore(Departed.read(layout.conditions().size(), in));
  }

  /** How many facts of the key at hand later questions may see. */
  public int size() {
    return current.size();
  }

  /**
   * Writes a fact of the key at hand as {@link FactReader#write} does.
   *
   * @param index from 0, in the order of SEMANTICS S3
   * @param order gets its place in the order
   */
  public void write(int index, FactOrder order, ByteOutput out) {
    table.write(current.fact(index), order, out);
  }

  /** Writes what is remembered of facts of the key at hand that are forgotten, if there are any. */
  public boolean writeDeparted(ByteOutput out) {
    Departed departed = current.departed();
    if (departed == null) {
      return false;
    }
    departed.write(out);
    return true;
  }

  /**
   * Asks for the features of the key at hand.
   *
   * @param time in microseconds UTC
   * @param self the place of the asking row among the facts; only where the bound asks for it
   */
  public void ask(long time, @Nullable FactOrder self) {
    questions.add(current, time, self);
    isAsked = true;
  }

  /** Asks without a key. */
  public void askWithoutKey(long time) {
    questions.add(null, time, null);
  }

  public int questions() {
    return questions.size();
  }

  /** Bytes of memory held by facts, about. */
  public long bytes() {
    return table.bytes();
  }

  /**
   * Answers all questions since the last time, and forgets what no later question of the key at
   * hand can see.
   *
   * @param from the least time of later questions of this key
   */
  public Answers answer(long from) {
    Answers answers = folds.answer(questions);
    questions.clear();
    isAsked = false;
    keepOnly(current, from);
    return answers;
  }

  private void keepOnly(KeyHistory kept, long from) {
    long reach = view.reach();
    if (reach != FactWindow.FOREVER) {
      long last = Times.minus(Times.minus(from, 1), reach);
      int unused = kept.forget(table, last, from, Times.minus(last, reach));
    }
    histories.remove(kept);
    histories.add(0, kept);
    used = 1;
    begin = 0;
    if (table.size() > 2 * kept.size()) {
      compact(kept);
    }
  }

  private void compact(KeyHistory kept) {
    int[] places = kept.places();
    int[] byPlace = places.clone();
    Arrays.sort(byPlace);
    int[] moved = new int[table.size()];
    for (int live = 0; live < byPlace.length; live++) {
      table.move(byPlace[live], live);
      moved[byPlace[live]] = live;
    }
    table.truncate(byPlace.length);
    kept.relocate(table, moved);
  }

  /**
   * Which of a key's facts are not needed any more, when questions before a time have all been
   * asked, and what has to be remembered of them. A holder that is begun again for each key.
   */
  public static final class FactsGone {
    private final long reach;
    private final int conditions;
    private final FactTable scratch;
    private Departed departed;
    private long keptUntil;
    private boolean isAny;

    public FactsGone(ViewDefinition view) {
      FactLayout layout = new FactLayout(view);
      this.reach = view.reach();
      this.conditions = layout.conditions().size();
      this.scratch = new FactTable(view, layout);
      this.departed = new Departed(conditions);
    }

    /** Begins with a key. */
    public void begin() {
      departed = new Departed(conditions);
      isAny = false;
      beginAgain();
    }

    /** Begins once more with the facts of the key that were not gone, for later questions. */
    public void beginAgain() {
      keptUntil = Long.MIN_VALUE;
    }

    /** Takes what was remembered of the key before. */
    public void restore(ByteInput in) {
      departed = Departed.read(conditions, in);
      isAny = true;
    }

    /**
     * Whether the next fact, in the order of SEMANTICS S3, is gone; it is remembered then.
     *
     * @param before the least time of later questions
     */
    public boolean isGone(FactOrder order, ByteInput in, long before) {
      if (reach == FactWindow.FOREVER) {
        keptUntil = Long.MAX_VALUE;
        return false;
      }
      // Facts leave in their order: one that is not known yet keeps those behind it, for as long as
      // anybody would be told of it.
      long unseen = Times.plus(Times.plus(order.time, reach), 1);
      long untold = Times.plus(unseen, reach);
      keptUntil = Math.max(keptUntil, Math.max(unseen, Math.min(order.available, untold)));
      if (keptUntil > before) {
        return false;
      }
      scratch.truncate(0);
      departed.take(scratch, scratch.add(order, in));
      isAny = true;
      return true;
    }

    /**
     * The least time of later questions for which the facts so far would all be gone, in
     * microseconds UTC; the greatest for never.
     */
    public long keptUntil() {
      return keptUntil;
    }

    /**
     * There is something to remember for questions before this time, in microseconds UTC; the least
     * of all when there is nothing: what has left the view is told of for as long again as it could
     * count (S11).
     */
    public long toldBefore() {
      return isAny
          ? Times.plus(Times.plus(Times.plus(departed.last(), 1), reach), reach)
          : Long.MIN_VALUE;
    }

    public void write(ByteOutput out) {
      departed.write(out);
    }
  }
}
