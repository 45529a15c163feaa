package dev.millrace.aggregate;

/**
 * Accumulators that know which call made them, and merge slot by slot with those that an equal call
 * made.
 *
 * @param <A> the class that holds such states
 */
abstract class KindredAccumulators<A extends KindredAccumulators<A>> implements Accumulators {
  private final Origin origin;

  KindredAccumulators(Origin origin) {
    this.origin = origin;
  }

  @Override
  @SuppressWarnings("unchecked") // of this very class, which is an A
  public final void merge(int slot, Accumulators other, int otherSlot) {
    if (other == this && slot == otherSlot) {
      throw new IllegalArgumentException("Slot " + slot + " cannot be merged into itself.");
    }
    if (other != this && !isKin(other)) {
      throw new IllegalArgumentException(
          "Slots merge between accumulators of one call, which "
              + origin
              + " and "
              + (other instanceof KindredAccumulators<?> kin ? kin.origin : other)
              + " are not.");
    }
    absorb(slot, (A) other, otherSlot);
  }

  private boolean isKin(Accumulators other) {
    return other.getClass() == getClass()
        && ((KindredAccumulators<?>) other).origin.isSameAs(origin);
  }

  /** Merges another slot, not this one, of what such a call made. */
  abstract void absorb(int slot, A other, int otherSlot);
}
