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
    double ofEach = Math.ceil(Math.pow(wanted, 1.0 / view.key().size()));
    for (Component column : view.key()) {
      List<Object> pool = values.keys(column, (int) ofEach);
      if (pool.isEmpty()) {
        throw new IllegalArgumentException(column.name() + " is the key, and has no values");
      }
      pools.add(pool);
    }
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
