package dev.millrace.engine;

/**
 * A merge sort of slots: stable, without an object for each, and one small method for the compiler.
 */
final class GroupOrder {
  /** Says which of two slots comes first, as a comparator does. */
  interface Order {
    int compare(int left, int right);
  }

  private GroupOrder() {}

  /** Slots 0 to {@code size - 1} in an order. */
  static int[] of(int size, Order order) {
    int[] from = new int[size];
    for (int slot = 0; slot < size; slot++) {
      from[slot] = slot;
    }
    int[] to = new int[size];
    for (long width = 1; width < size; width *= 2) {
      for (long left = 0; left < size; left += 2 * width) {
        int middle = (int) Math.min(left + width, size);
        int right = (int) Math.min(left + 2 * width, size);
        merge(from, to, (int) left, middle, right, order);
      }
      int[] other = from;
      from = to;
      to = other;
    }
    return from;
  }

  private static void merge(int[] from, int[] to, int left, int middle, int right, Order order) {
    int i = left;
    int j = middle;
    for (int k = left; k < right; k++) {
      boolean takeLeft = j >= right || (i < middle && order.compare(from[i], from[j]) <= 0);
      to[k] = takeLeft ? from[i++] : from[j++];
    }
  }
}
