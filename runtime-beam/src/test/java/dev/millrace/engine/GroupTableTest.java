package dev.millrace.engine;

import static dev.millrace.Aggregations.count;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.plan.Step;
import dev.millrace.record.ByteInput;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against a map of byte arrays as lists. */
class GroupTableTest {
  record Row(String key, Instant at) {}

  record Total(String key, long rows) {}

  private record Group(List<Byte> key, long window) {}

  @Test
  void everyKeyAndWindowIsAGroupHoweverKeysBeginAndHoweverLongTheyAre() {
    Random random = new Random(7);
    GroupTable table = new GroupTable(aggregate());
    Map<Group, Integer> slots = new LinkedHashMap<>();
    for (int block = 0; block < 40; block++) {
      List<Group> groups = new ArrayList<>();
      GroupPairs pairs = new GroupPairs();
      for (int row = 0; row < 100; row++) {
        byte[] key = key(random);
        long window = random.nextInt(3) - 1L;
        pairs.beginKey().writeBytes(key, 0, key.length);
        pairs.endKey();
        pairs.add(row, window);
        groups.add(group(key, window));
      }
      table.find(pairs);
      for (int i = 0; i < pairs.size(); i++) {
        int slot = pairs.slots()[i];
        assertThat(slots.computeIfAbsent(groups.get(i), group -> slot), equalTo(slot));
      }
    }
    assertThat(table.size(), equalTo(slots.size()));
    slots.forEach((group, slot) -> assertThat(groupOf(table, slot), equalTo(group)));
  }

  @Test
  void groupsAreSortedByWindowAndThenByTheUnsignedBytesOfTheirKeys() {
    Random random = new Random(8);
    GroupTable table = new GroupTable(aggregate());
    List<Integer> slots = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      byte[] key = key(random);
      int slot = table.slot(key, 0, key.length, random.nextInt(3) - 1L);
      if (slot == slots.size()) {
        slots.add(slot);
      }
    }
    slots.sort(
        (left, right) -> {
          int byWindow = Long.compare(table.window(left), table.window(right));
          return byWindow != 0
              ? byWindow
              : Arrays.compareUnsigned(bytes(table, left), bytes(table, right));
        });

    assertThat(Arrays.stream(table.sorted()).boxed().toList(), equalTo(slots));
  }

  /** Few different bytes and every length up to beyond what stands in a line. */
  private static byte[] key(Random random) {
    byte[] key = new byte[random.nextInt(5) * 5];
    for (int i = 0; i < 2 && key.length > 0; i++) {
      key[random.nextInt(key.length)] = (byte) random.nextInt(256);
    }
    return key;
  }

  private static Group groupOf(GroupTable table, int slot) {
    return group(bytes(table, slot), table.window(slot));
  }

  private static Group group(byte[] key, long window) {
    List<Byte> bytes = new ArrayList<>();
    for (byte each : key) {
      bytes.add(each);
    }
    return new Group(bytes, window);
  }

  private static byte[] bytes(GroupTable table, int slot) {
    ByteInput key = table.key(slot);
    return Arrays.copyOfRange(key.array(), key.position(), key.position() + key.remaining());
  }

  private static Step.Aggregate aggregate() {
    Pipeline pipeline = Pipeline.named("groups");
    pipeline
        .read(Source.of("rows", Row.class))
        .timestamps(Row::at, Lateness.none())
        .keyBy(Row::key)
        .window(Window.tumbling(Duration.ofDays(1)))
        .aggregate("totals")
        .as(Total.class)
        .key(Total::key, Row::key)
        .set(Total::rows, count())
        .build()
        .to(Sink.of("totals", Total.class));
    return pipeline.plan().steps().stream()
        .filter(Step.Aggregate.class::isInstance)
        .map(Step.Aggregate.class::cast)
        .findFirst()
        .orElseThrow();
  }
}
