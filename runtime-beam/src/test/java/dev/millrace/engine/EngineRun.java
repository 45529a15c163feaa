package dev.millrace.engine;

import dev.millrace.connect.Rows;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Step;
import dev.millrace.record.Block;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A plan of one source and one aggregation, run without a runner: blocks and bundles cut as a seed
 * says, the shuffle in a map, groups merged in any order.
 */
final class EngineRun {
  private final Plan plan;
  private final Limits limits;
  private final Random random;
  private final Path folder;
  private final List<Receipt> receipts = new ArrayList<>();
  private final Map<String, Map<Integer, List<byte[]>>> shuffles = new HashMap<>();
  private final IdentityHashMap<byte[], Long> times = new IdentityHashMap<>();
  private Fault fault = Fault.NONE;
  private @Nullable ToLongFunction<Object> time;
  private long timeOfBundle;
  private Shuffled shuffled = (step, packed) -> packed;

  /** What happens to an array on its way through the shuffle. */
  interface Shuffled {
    byte[] pass(String step, byte[] packed) throws IOException;
  }

  /** What can go wrong between stages, once. */
  enum Fault {
    NONE,
    PARTIAL_LOST,
    PARTIAL_TWICE,
    RECEIPT_OF_READER_LOST,
    RECEIPT_OF_READER_TWICE,
    RECEIPT_OF_MERGE_LOST,
    RECEIPT_OF_MERGE_TWICE
  }

  EngineRun(Plan plan, Limits limits, long seed, Path folder) {
    this.plan = plan;
    this.limits = limits;
    this.random = new Random(seed);
    this.folder = folder;
  }

  /**
   * Bounds of any size, such that much is spilled or nothing.
   *
   * @param mostFoldBytes where something is spilled
   */
  static Limits anyLimits(Random random, int mostFoldBytes) {
    return new Limits(
        1 + random.nextInt(300),
        1 << 20,
        random.nextBoolean() ? 1 + random.nextInt(mostFoldBytes) : 1 << 26,
        1 + random.nextInt(9),
        Integer.MAX_VALUE,
        Long.MAX_VALUE,
        1 << 16);
  }

  EngineRun with(Fault planted) {
    fault = planted;
    return this;
  }

  EngineRun through(Shuffled other) {
    shuffled = other;
    return this;
  }

  /**
   * Work in the order of time is done in steps, as in a stream.
   *
   * @param micros the time of a row; they come in its order
   */
  EngineRun inSteps(ToLongFunction<Object> micros) {
    time = micros;
    return this;
  }

  private <E> void deliver(E element, List<E> to, Fault lost, Fault twice) {
    if (fault != lost) {
      to.add(element);
    }
    if (fault == twice) {
      to.add(element);
    }
    if (fault == lost || fault == twice) {
      fault = Fault.NONE;
    }
  }

  /** Runs and publishes; gives the manifest of the closed run. */
  <T> Manifest run(Shape<T> shape, List<T> rows) throws IOException {
    try (RowsRun run = RowsRun.begin(plan, "run-" + random.nextLong(), folder)) {
      OutletPlan outlets = run.outlets();
      int next = 0;
      int bundle = 0;
      while (next < rows.size() || bundle == 0) {
        int end = Math.min(rows.size(), next + 1 + random.nextInt(2 * limits.blockRows()));
        read(shape, rows, next, end, outlets, bundle++);
        next = end;
      }
      for (Step.Grouping step : plan.only(Step.Grouping.class)) {
        merge(step, outlets);
      }
      Closing.Closed closed = closing(run).close(receipts);
      run.open().publication().publish(closed.parts(), closed.manifest().toJson());
      return closed.manifest();
    }
  }

  /** What a sink has after {@link #run}. */
  <O> List<O> sink(String port, Class<O> type) throws IOException {
    return Rows.read(Shape.of(type), folder.resolve(port));
  }

  private <T> void read(
      Shape<T> shape, List<T> rows, int from, int to, OutletPlan outlets, int bundle)
      throws IOException {
    try (Stage stage = stage(plan.reads().get(0), outlets, bundle)) {
      int next = from;
      if (time != null && from < to) {
        timeOfBundle = time.applyAsLong(rows.get(from));
      }
      while (next < to) {
        int end = Math.min(to, next + 1 + random.nextInt(limits.blockRows()));
        stage.acceptNew(block(shape, rows, next, end), Units.RUN);
        next = end;
      }
      deliver(
          stage.finish(List.of()),
          receipts,
          Fault.RECEIPT_OF_READER_LOST,
          Fault.RECEIPT_OF_READER_TWICE);
    }
  }

  private static <T> Block<T> block(Shape<T> shape, List<T> rows, int from, int to) {
    long[] high = new long[to - from];
    long[] low = new long[to - from];
    for (int i = from; i < to; i++) {
      low[i - from] = i;
    }
    return Block.ofRows(
        shape,
        rows.subList(from, to).toArray(),
        Selection.all(to - from),
        Provenance.of("rows", high, low));
  }

  private void merge(Step.Grouping step, OutletPlan outlets) throws IOException {
    for (Map.Entry<Integer, List<byte[]>> group :
        shuffles.getOrDefault(step.name(), Map.of()).entrySet()) {
      try (Stage stage = stage(step, outlets, group.getKey())) {
        merge(step, stage, new ArrayList<>(group.getValue()));
        deliver(
            stage.finish(List.of()),
            receipts,
            Fault.RECEIPT_OF_MERGE_LOST,
            Fault.RECEIPT_OF_MERGE_TWICE);
      }
    }
  }

  private void merge(Step.Grouping step, Stage stage, List<byte[]> packed) throws IOException {
    if (time != null && step.isOrdered()) {
      List<StepwiseWork.Arrival> arrivals =
          packed.stream().map(each -> new StepwiseWork.Arrival(times.get(each), each)).toList();
      new StepwiseWork(step, stage, limits, random).run(arrivals);
      return;
    }
    Collections.shuffle(packed, random);
    try (GroupWork merge = GroupWork.of(step, stage, TimeSpan.ALL, limits)) {
      for (byte[] each : packed) {
        merge.add(each);
      }
      merge.finish();
    }
  }

  private Stage stage(Step entry, OutletPlan outlets, int number) {
    return Stage.of(
        new StageSetting(StagePlan.of(plan, entry), outlets, limits, Units.WHOLE_RUN, "test"),
        String.format("%s %08d", entry.name(), number),
        (step, group, span, sent) -> {
          byte[] packed = passed(step.name(), sent);
          times.put(packed, timeOfBundle);
          deliver(
              packed,
              shuffles
                  .computeIfAbsent(step.name(), name -> new TreeMap<>())
                  .computeIfAbsent(group, key -> new ArrayList<>()),
              Fault.PARTIAL_LOST,
              Fault.PARTIAL_TWICE);
        },
        Clock.systemUTC());
  }

  private byte[] passed(String step, byte[] packed) {
    try {
      return shuffled.pass(step, packed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Closing closing(RowsRun run) {
    Map<String, List<Closing.BoundFolder>> bound = new TreeMap<>();
    for (Step.Write write : plan.writes()) {
      bound.put(write.port(), List.of(new Closing.BoundFolder("rows", run.folder(write.port()))));
    }
    return new Closing(plan, "test", "test", Map.of(), bound, Instant.EPOCH);
  }
}
