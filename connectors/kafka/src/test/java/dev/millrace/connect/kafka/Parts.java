package dev.millrace.connect.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A rejection that came in parts, put together again as docs/connectors/kafka.md tells: by ranges
 * of bytes, whatever order they come in, and however often.
 */
final class Parts {
  private final Map<String, byte[]> bytes = new TreeMap<>();
  private final Map<String, boolean[]> known = new HashMap<>();
  private byte @Nullable [] key;
  private final List<String> headers = new ArrayList<>();

  void take(byte @Nullable [] itsKey, byte[] value, Headers itsHeaders) {
    String part = text(itsHeaders, "millrace-part");
    String[] range = text(itsHeaders, "millrace-bytes").split("[-/]", -1);
    int from = Integer.parseInt(range[0]);
    int to = Integer.parseInt(range[1]);
    byte[] all = bytes.computeIfAbsent(part, any -> new byte[Integer.parseInt(range[2])]);
    boolean[] covered = known.computeIfAbsent(part, any -> new boolean[all.length]);
    assertThat(value.length, is(to - from));
    System.arraycopy(value, 0, all, from, value.length);
    Arrays.fill(covered, from, to, true);
    key = itsKey;
    headers.clear();
    for (Header each : itsHeaders) {
      if (!each.key().startsWith("millrace-")) {
        headers.add(each.key() + "=" + Arrays.toString(each.value()));
      }
    }
  }

  private static String text(Headers headers, String name) {
    return new String(headers.lastHeader(name).value(), UTF_8);
  }

  /** Whether they were too large to stand on every part. */
  boolean hasOwnHeadersApart() {
    return bytes.containsKey("headers");
  }

  /** Null for none; fails where some of it is missing. */
  byte @Nullable [] value() {
    return whole("value");
  }

  byte @Nullable [] key() {
    return bytes.containsKey("key") ? whole("key") : key;
  }

  /** {@code name=[1, 2]}, in their order. */
  List<String> headers() throws IOException {
    byte[] json = whole("headers");
    if (json == null) {
      return List.copyOf(headers);
    }
    List<String> names = new ArrayList<>();
    for (JsonNode each : new ObjectMapper().readTree(json)) {
      byte[] value =
          each.get("value").isNull()
              ? null
              : Base64.getDecoder().decode(each.get("value").textValue());
      names.add(each.get("name").textValue() + "=" + Arrays.toString(value));
    }
    return names;
  }

  private byte @Nullable [] whole(String part) {
    byte[] all = bytes.get(part);
    if (all == null) {
      return null;
    }
    for (boolean each : known.get(part)) {
      assertThat("a byte of the " + part + " is missing", each, is(true));
    }
    return all;
  }
}
