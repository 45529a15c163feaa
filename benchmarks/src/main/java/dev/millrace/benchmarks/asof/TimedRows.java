package dev.millrace.benchmarks.asof;

import dev.millrace.benchmarks.input.HistoryColumns;
import java.util.Arrays;

/** Rows of customers, in arrays: first as they come, then by customer and time. */
final class TimedRows {
  /** A row's place among those of its customer stands below its time while they are sorted. */
  private static final int PLACE_BITS = 24;

  private int size;
  private int[] customer = new int[1024];
  long[] at = new long[1024];
  long[] value = new long[1024];
  int[] code = new int[1024];

  /** Where each customer's rows begin, and the end of the last one's; once sorted. */
  int[] starts = new int[0];

  void add(int ofCustomer, long atMillis, long withValue, int withCode) {
    if (size == at.length) {
      customer = Arrays.copyOf(customer, 2 * size);
      at = Arrays.copyOf(at, 2 * size);
      value = Arrays.copyOf(value, 2 * size);
      code = Arrays.copyOf(code, 2 * size);
    }
    customer[size] = ofCustomer;
    at[size] = atMillis;
    value[size] = withValue;
    code[size++] = withCode;
  }

  void sort(int customers) {
    starts = new int[customers + 1];
    for (int i = 0; i < size; i++) {
      starts[customer[i] + 1]++;
    }
    for (int c = 0; c < customers; c++) {
      starts[c + 1] += starts[c];
    }
    int[] byCustomer = new int[size];
    int[] next = starts.clone();
    for (int i = 0; i < size; i++) {
      byCustomer[next[customer[i]]++] = i;
    }
    int[] sorted = new int[size];
    for (int c = 0; c < customers; c++) {
      sort(byCustomer, starts[c], starts[c + 1], sorted);
    }
    long[] sortedAt = new long[size];
    long[] sortedValue = new long[size];
    int[] sortedCode = new int[size];
    for (int i = 0; i < size; i++) {
      sortedAt[i] = at[sorted[i]];
      sortedValue[i] = value[sorted[i]];
      sortedCode[i] = code[sorted[i]];
    }
    at = sortedAt;
    value = sortedValue;
    code = sortedCode;
  }

  private void sort(int[] rows, int from, int to, int[] sorted) {
    if (to - from >= 1 << PLACE_BITS) {
      throw new IllegalStateException("more rows of a customer than there are places");
    }
    long[] keys = new long[to - from];
    for (int i = from; i < to; i++) {
      keys[i - from] = ((at[rows[i]] - HistoryColumns.START_MILLIS) << PLACE_BITS) | (i - from);
    }
    Arrays.sort(keys);
    for (int i = from; i < to; i++) {
      sorted[i] = rows[from + (int) (keys[i - from] & ((1 << PLACE_BITS) - 1))];
    }
  }
}
