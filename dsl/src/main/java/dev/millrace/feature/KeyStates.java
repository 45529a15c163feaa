package dev.millrace.feature;

import dev.millrace.plan.FactLayout;
import dev.millrace.plan.FactWindow;
import dev.millrace.plan.Times;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import java.util.Arrays;

/**
 * Makes the states of keys, one key after the other, out of facts in the order of SEMANTICS S3. A
 * state follows from the facts of its key alone, whenever and however often it is made: it answers
 * questions from the newest fact's time on, and holds what those can see. Not thread-safe.
 *
 * <p>Memory: of the key at hand about twice the facts that a question at one time can see.
 */
public final class KeyStates {
  private static final int FIRST_LIMIT = 1 << 10;

  private final ViewDefinition view;
  private final HistoryState states;
  private final FactTable table;
  private final KeyHistory history;
  private final FactOrder order;
  private final ByteOutput revision = new ByteOutput(48);
  private KeyBytes key = KeyBytes.of(new byte[0]);
  private int limit = FIRST_LIMIT;

  public KeyStates(ViewDefinition view) {
    this.view = view;
    this.states = new HistoryState(view);
    this.table = new FactTable(view, new FactLayout(view));
    this.history = new KeyHistory(!view.id().isEmpty());
    this.order = new FactOrder(view);
  }

  /** Begins with a key, given in the codec's form. */
  public void begin(byte[] ofKey) {
    key = KeyBytes.of(ofKey);
    clear();
  }

  private void clear() {
    history.clear();
    table.truncate(0);
    limit = FIRST_LIMIT;
  }

  /** Takes the key's state of before, as {@link KeyState#state} has it; nothing else was taken. */
  public void restore(byte[] state) {
    long unused = states.read(state, table, history);
  }

  /**
   * Adds a fact that comes behind all others; a second delivery of the last one is not taken.
   *
   * @param in as {@link FactReader#write} wrote it
   */
  public void add(FactOrder place, ByteInput in) {
    if (isForgotten(place.time)) {
      clear();
    }
    int fact = table.add(place, in);
    if (!history.insert(table, fact)) {
      table.truncate(fact);
    } else if (table.size() >= limit) {
      forget();
      compact();
      limit = Math.max(FIRST_LIMIT, 2 * history.size());
    }
  }

  /**
   * Whether no question from a time on is told anything of the facts so far; never so of a key that
   * has none.
   */
  public boolean isForgotten(long from) {
    return history.size() > 0 && isForgotten(view, newest(), from);
  }

  /**
   * {@link #isForgotten(long)}, by the time of the newest fact: what has left the view is told of
   * for as long again as it could count (S11).
   */
  public static boolean isForgotten(ViewDefinition view, long newest, long from) {
    return newest < forgottenFrom(view, newest) && from >= forgottenFrom(view, newest);
  }

  /** The least time from which {@link #isForgotten}; the greatest when it never is. */
  public static long forgottenFrom(ViewDefinition view, long newest) {
    long reach = view.reach();
    return reach == FactWindow.FOREVER
        ? Long.MAX_VALUE
        : Times.plus(Times.plus(Times.plus(newest, reach), reach), 1);
  }

  /** The event time of the newest fact so far; there is one. */
  public long newest() {
    return table.time[history.fact(history.size() - 1)];
  }

  /** The state of the key at hand, which has a fact. */
  public KeyState state() {
    forget();
    table.place(history.fact(history.size() - 1), order);
    writeRevision();
    return new KeyState(
        view.title(),
        states.fingerprint(),
        key.bytes(),
        revision.toByteArray(),
        states.write(key, table, history, order.time));
  }

  /**
   * Without the id: where nothing identifies a fact it is a position, and the same facts have
   * others in another source. Where columns identify it, they are in the hash of its content.
   */
  private void writeRevision() {
    revision.clear();
    revision.writeLong(order.time ^ Long.MIN_VALUE);
    order.write(revision);
    revision.truncate(revision.size() - 2 * Long.BYTES);
  }

  private void forget() {
    long reach = view.reach();
    if (reach != FactWindow.FOREVER) {
      long from = newest();
      long last = Times.minus(Times.minus(from, 1), reach);
      int unused = history.forget(table, last, from, Times.minus(last, reach));
    }
  }

  private void compact() {
    int[] places = history.places();
    int[] byPlace = places.clone();
    Arrays.sort(byPlace);
    int[] moved = new int[table.size()];
    for (int live = 0; live < byPlace.length; live++) {
      table.move(byPlace[live], live);
      moved[byPlace[live]] = live;
    }
    table.truncate(byPlace.length);
    history.relocate(table, moved);
  }
}
