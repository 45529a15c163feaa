package dev.millrace.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Held against Flink's own assignment. */
class KeyGroupsTest {
  @Test
  void as128ShuffleGroupsEachHasAKeyGroupOfItsOwn() throws CoderException {
    Set<Integer> keyGroups = new HashSet<>();
    for (int group = 0; group < 128; group++) {
      keyGroups.add(keyGroup(KeyGroups.key(group, 128)));
    }
    assertThat(keyGroups.size(), is(128));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 16, 32})
  void the32GroupsOfAStreamLieEvenlyOnItsSubtasks(int parallelism) throws CoderException {
    int[] load = new int[parallelism];
    for (int group = 0; group < 32; group++) {
      int keyGroup = keyGroup(KeyGroups.key(group, 32));
      load[
          KeyGroupRangeAssignment.computeOperatorIndexForKeyGroup(
              KeyGroups.MAX_PARALLELISM, parallelism, keyGroup)]++;
    }
    for (int groups : load) {
      assertThat(groups, is(32 / parallelism));
    }
  }

  @Test
  void anyNumberOfGroupsHasDistinctKeysOfAtMostTwoBytes() {
    for (int groups = 1; groups <= 128; groups++) {
      Set<Integer> keys = new HashSet<>();
      for (int group = 0; group < groups; group++) {
        keys.add(KeyGroups.key(group, groups));
        assertThat(KeyGroups.key(group, groups), is(lessThanOrEqualTo(16_383)));
      }
      assertThat(keys.size(), is(groups));
    }
  }

  /** As Beam hands keys to Flink: the encoded key in a byte buffer. */
  private static int keyGroup(int key) throws CoderException {
    ByteBuffer encoded = ByteBuffer.wrap(CoderUtils.encodeToByteArray(VarIntCoder.of(), key));
    return KeyGroupRangeAssignment.assignToKeyGroup(encoded, KeyGroups.MAX_PARALLELISM);
  }
}
