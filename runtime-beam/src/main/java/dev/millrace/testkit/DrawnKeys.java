package dev.millrace.testkit;

import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.Component;
import java.util.ArrayList;
import java.util.List;

/** Keys that keep histories apart; neighbours share all columns of a key but one. */
final class DrawnKeys {
  private final List<List<Object>> pools = new ArrayList<>();
  private final DrawnRows rows;

  /**
   * @param wanted how many keys are asked for at once, about
   * @throws IllegalArgumentException when a column of the key can have no value at all
   */
  DrawnKeys(ViewDefinition view, ValuePools values, DrawnRows rows, int wanted) {
    this.rows = rows;
    List<List<Object>> all = new ArrayList<>();
    for (Component column : view.key()) {
      List<Object> pool = values.keys(column, wanted);
      if (pool.isEmpty()) {
        throw new IllegalArgumentException(column.name() + " is the key, and has no values");
      }
      all.add(pool);
    }
    int ofEach = 2;
    while (ofEach < wanted && keys(all, ofEach) < wanted) {
      ofEach++;
    }
    for (List<Object> pool : all) {
      pools.add(pool.subList(0, Math.min(ofEach, pool.size())));
    }
  }

  /** How many keys there are with at most so many values of each column. */
  private static long keys(List<List<Object>> pools, int ofEach) {
    long keys = 1;
    for (List<Object> pool : pools) {
      keys *= Math.min(ofEach, pool.size());
    }
    return keys;
  }

  /** The key with a number; from some number on, keys come again. */
  List<Object> key(int number) {
    List<Object> key = new ArrayList<>();
    int rest = number;
    for (List<Object> pool : pools) {
      key.add(pool.get(rest % pool.size()));
      rest /= pool.size();
    }
    return key;
  }

  /** The same histories, of keys as different as there are. */
  List<History> apart(List<History> histories) {
    List<History> apart = new ArrayList<>();
    for (History history : histories) {
      List<Object> key = key(apart.size());
      List<DrawnFact> facts =
          history.facts().stream()
              .map(fact -> rows.hasKey(fact) ? rows.withKey(fact, key) : fact)
              .toList();
      apart.add(new History(key, facts, history.asked()));
    }
    return apart;
  }
}
