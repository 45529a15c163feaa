package dev.millrace.benchmarks.asof;

import dev.millrace.benchmarks.input.HistoryColumns;
import java.util.Arrays;

/** Five windows over the facts of one customer; time goes forwards only. */
final class SlidingWindows {
  private static final long ORDERS = HistoryColumns.ORDERS.toMillis();
  private static final long SPENT = HistoryColumns.SPENT.toMillis();
  private static final long MOST = HistoryColumns.MOST.toMillis();
  private static final long MEAN = HistoryColumns.MEAN.toMillis();
  private static final long PRODUCTS = HistoryColumns.PRODUCTS.toMillis();

  private final TimedRows facts;
  private final int[] countOfProduct;
  private int end;
  private int to;
  private int ordersFrom;
  private int spentFrom;
  private int meanFrom;
  private int productsFrom;
  private double spent;
  private double sum;
  private long products;

  /** Facts of the window, of which each is greater than all behind it. */
  private int[] greatest = new int[16];

  private int greatestFrom;
  private int greatestTo;

  SlidingWindows(TimedRows facts, int products) {
    this.facts = facts;
    this.countOfProduct = new int[products];
  }

  /** Turns to the facts of another customer. */
  void begin(int first, int behindLast) {
    to = first;
    end = behindLast;
    ordersFrom = first;
    spentFrom = first;
    meanFrom = first;
    productsFrom = first;
    spent = 0;
    sum = 0;
    products = 0;
    greatestFrom = 0;
    greatestTo = 0;
    Arrays.fill(countOfProduct, 0);
    if (greatest.length < behindLast - first) {
      greatest = new int[behindLast - first];
    }
  }

  void slideTo(long atMillis) {
    while (to < end && facts.at[to] <= atMillis) {
      enter(to++);
    }
    leave(atMillis);
  }

  private double amount(int fact) {
    return Double.longBitsToDouble(facts.value[fact]);
  }

  private void enter(int fact) {
    double amount = amount(fact);
    spent += amount;
    sum += amount;
    while (greatestTo > greatestFrom && amount(greatest[greatestTo - 1]) <= amount) {
      greatestTo--;
    }
    greatest[greatestTo++] = fact;
    products += countOfProduct[facts.code[fact]]++ == 0 ? 1 : 0;
  }

  /** What amounts are taken away from is exact, so nothing of them stays. */
  private void leave(long atMillis) {
    while (ordersFrom < to && facts.at[ordersFrom] <= atMillis - ORDERS) {
      ordersFrom++;
    }
    while (spentFrom < to && facts.at[spentFrom] <= atMillis - SPENT) {
      spent -= amount(spentFrom++);
    }
    while (meanFrom < to && facts.at[meanFrom] <= atMillis - MEAN) {
      sum -= amount(meanFrom++);
    }
    while (greatestFrom < greatestTo && facts.at[greatest[greatestFrom]] <= atMillis - MOST) {
      greatestFrom++;
    }
    while (productsFrom < to && facts.at[productsFrom] <= atMillis - PRODUCTS) {
      products -= --countOfProduct[facts.code[productsFrom++]] == 0 ? 1 : 0;
    }
  }

  AsOfJob.Values values() {
    boolean hasMost = greatestFrom < greatestTo;
    return new AsOfJob.Values(
        to - ordersFrom,
        spent,
        meanFrom < to,
        sum / (to - meanFrom),
        hasMost,
        hasMost ? amount(greatest[greatestFrom]) : 0,
        products);
  }
}
