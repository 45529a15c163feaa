package dev.millrace.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ChunkPoolTest {
  private final ChunkPool pool = new ChunkPool();

  @Test
  void releasedRunsAreHandedOutAgainLastFirst() {
    int first = pool.allocate(3);
    int second = pool.allocate(3);
    pool.release(first, 3);
    pool.release(second, 3);
    long bytes = pool.bytes();

    assertThat(pool.allocate(3), is(second));
    assertThat(pool.allocate(3), is(first));
    assertThat(pool.bytes(), is(bytes));
  }

  @Test
  void aReleasedRunIsNotHandedOutForAnotherLength() {
    int three = pool.allocate(3);
    pool.release(three, 3);
    assertThat(pool.allocate(2), is(not(three)));
  }

  @Test
  void everyRunStartsAsZeros() {
    int filled = filled(4);
    pool.release(filled, 4);
    filled = filled(4);
    pool.release(filled(4), 4);
    pool.release(filled, 4);
    assertThat(copyOf(pool.allocate(4)), is(new long[4]));
    assertThat(copyOf(pool.allocate(4)), is(new long[4]));
    pool.clear(1_000);
    assertThat(copyOf(pool.allocate(4)), is(new long[4]));
  }

  private int filled(int length) {
    int start = pool.allocate(length);
    Arrays.fill(pool.chunks(), start, start + length, -1);
    return start;
  }

  private long[] copyOf(int start) {
    return Arrays.copyOfRange(pool.chunks(), start, start + 4);
  }
}
