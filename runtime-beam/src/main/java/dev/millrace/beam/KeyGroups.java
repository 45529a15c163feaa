package dev.millrace.beam;

/**
 * Shuffle keys that spread evenly over Flink's key groups. Flink hashes a key into one of
 * maxParallelism key groups and gives each subtask a stretch of them; small consecutive integers
 * leave subtasks idle. So the key of a shuffle group is the smallest integer whose encoded form
 * falls into the key group that the shuffle group stands for. Other runners do not mind.
 */
final class KeyGroups {
  /** Flink's maxParallelism: part of the layout of its state. */
  static final int MAX_PARALLELISM = 128;

  private static final int[] KEYS = keys();

  private KeyGroups() {}

  /** The key of a shuffle group. */
  static int key(int group, int groups) {
    return KEYS[(int) ((long) group * MAX_PARALLELISM / groups) % MAX_PARALLELISM];
  }

  private static int[] keys() {
    int[] keys = new int[MAX_PARALLELISM];
    boolean[] found = new boolean[MAX_PARALLELISM];
    int missing = MAX_PARALLELISM;
    for (int key = 0; missing > 0; key++) {
      int keyGroup = Math.floorMod(murmur(encodedHash(key)), MAX_PARALLELISM);
      if (!found[keyGroup]) {
        found[keyGroup] = true;
        keys[keyGroup] = key;
        missing--;
      }
    }
    return keys;
  }

  /** The hash of a ByteBuffer that holds a variable-length integer: Beam's form of a key. */
  private static int encodedHash(int key) {
    byte[] bytes = new byte[5];
    int size = 0;
    int rest = key;
    do {
      bytes[size++] = (byte) ((rest & 0x7F) | (rest > 0x7F ? 0x80 : 0));
      rest >>>= 7;
    } while (rest != 0);
    int hash = 1;
    for (int i = size - 1; i >= 0; i--) {
      hash = 31 * hash + bytes[i];
    }
    return hash;
  }

  /** MurmurHash3 (Appleby) of one 32-bit word, made non-negative as Flink does. */
  private static int murmur(int code) {
    int hash = code * 0xCC9E2D51;
    hash = Integer.rotateLeft(hash, 15);
    hash *= 0x1B873593;
    hash = Integer.rotateLeft(hash, 13);
    hash = hash * 5 + 0xE6546B64;
    hash ^= 4;
    hash ^= hash >>> 16;
    hash *= 0x85EBCA6B;
    hash ^= hash >>> 13;
    hash *= 0xC2B2AE35;
    hash ^= hash >>> 16;
    if (hash >= 0) {
      return hash;
    }
    return hash == Integer.MIN_VALUE ? 0 : -hash;
  }
}
