package dev.millrace.engine;

import java.util.Arrays;

/** Sorts slots: by numbers, which many of them share, and then as somebody says. */
final class GroupOrder {
  /** Says which of two slots comes first, as a comparator does. */
  interface Order {
    int compare(int left, int right);
  }

  private final Order order;
  private int[] from;
  private int[] to;

  private GroupOrder(int[] slots, Order order) {
    this.order = order;
    this.from = slots;
    this.to = slots.clone();
  }

  /**
   * All slots in the order of their numbers; those with one number in the order of {@code then}.
   */
  static int[] of(long[] numbers, Order then) {
    long[] distinct = Arrays.stream(numbers).sorted().distinct().toArray();
    int[] starts = starts(numbers, distinct);
    int[] ends = starts.clone();
    int[] slots = new int[numbers.length];
    for (int slot = 0; slot < numbers.length; slot++) {
      slots[ends[Arrays.binarySearch(distinct, numbers[slot])]++] = slot;
    }
    GroupOrder order = new GroupOrder(slots, then);
    for (int i = 0; i < distinct.length; i++) {
      order.sort(starts[i], ends[i]);
    }
    return order.to;
  }

  /** Where the slots of each number start when they are put one number after the other. */
  private static int[] starts(long[] numbers, long[] distinct) {
    int[] starts = new int[distinct.length + 1];
    for (long number : numbers) {
      starts[Arrays.binarySearch(distinct, number) + 1]++;
    }
    for (int i = 1; i < starts.length; i++) {
      starts[i] += starts[i - 1];
    }
    return starts;
  }

  /**
   * A merge sort of a stretch, from one array to the other and back: the result stands in {@link
   * #to}.
   */
  private void sort(int start, int end) {
    int[] source = from;
    int[] target = to;
    for (long width = 1; width < end - start; width *= 2) {
      for (long left = start; left < end; left += 2 * width) {
        int middle = (int) Math.min(left + width, end);
        int right = (int) Math.min(left + 2 * width, end);
        merge(source, target, (int) left, middle, right);
      }
      int[] other = source;
      source = target;
      target = other;
    }
    if (source != to) {
      System.arraycopy(source, start, to, start, end - start);
    }
  }

  private void merge(int[] source, int[] target, int left, int middle, int right) {
    int i = left;
    int j = middle;
    for (int k = left; k < right; k++) {
      boolean takeLeft = j >= right || (i < middle && order.compare(source[i], source[j]) <= 0);
      target[k] = takeLeft ? source[i++] : source[j++];
    }
  }
}
