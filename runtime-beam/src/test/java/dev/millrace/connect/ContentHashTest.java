package dev.millrace.connect;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContentHashTest {
  /** Answers of xxhsum. */
  @Test
  void itIsXxh64() {
    assertThat(hash(""), is("xxh64:ef46db3751d8e999"));
    assertThat(hash("a"), is("xxh64:d24ec4f1a98c6e5b"));
    assertThat(hash("abc"), is("xxh64:44bc2cf5ad770999"));
    assertThat(hash("Nobody inspects the spammish repetition"), is("xxh64:fbcea83c8a378bf1"));
  }

  @Test
  void whereBytesAreCutMakesNoDifference() {
    Random random = new Random(5);
    for (int i = 0; i < 1_000; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      ContentHash whole = new ContentHash();
      whole.update(bytes, 0, bytes.length);
      ContentHash cut = new ContentHash();
      int from = 0;
      while (from < bytes.length) {
        int to = from + random.nextInt(bytes.length - from + 1);
        cut.update(bytes, from, to);
        from = to;
      }
      assertThat(cut.text(), is(whole.text()));
    }
  }

  private static String hash(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ContentHash hash = new ContentHash();
    hash.update(bytes, 0, bytes.length);
    return hash.text();
  }
}
