package dev.millrace.beam;

import dev.millrace.connect.Bindings;
import dev.millrace.engine.Closing;
import dev.millrace.engine.Limits;
import dev.millrace.engine.OutletPlan;
import dev.millrace.engine.StagePlan;
import dev.millrace.engine.StageSetting;
import dev.millrace.engine.Tables;
import dev.millrace.engine.Units;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTagList;
import org.joda.time.Duration;

/**
 * A plan as a Beam graph of a stream: for each source a reader that does everything up to the
 * shuffle, for each grouping a GroupByKey of what was packed in the runner's windows, or state and
 * timers where it has no windows, and a DoFn behind it, and one publisher that gets the receipts of
 * each unit together.
 */
final class StreamLowering {
  private final Pipeline beam;
  private final Plan plan;
  private final Bindings bindings;
  private final OutletPlan outlets;
  private final Units units;
  private final int groups;
  private final boolean dropsUnclaimed;
  private final Limits limits;
  private final String run;
  private final Map<String, List<PCollection<KV<Integer, byte[]>>>> partials =
      new LinkedHashMap<>();
  private final List<PCollection<byte[]>> receipts = new ArrayList<>();
  private Tables tables = Tables.none();

  StreamLowering(
      Pipeline beam, Plan plan, Bindings bindings, OutletPlan outlets, Units units, String run) {
    this.beam = beam;
    this.plan = plan;
    this.bindings = bindings;
    this.outlets = outlets;
    this.units = units;
    StreamOptions options = beam.getOptions().as(StreamOptions.class);
    this.groups = options.getShuffleGroups();
    this.dropsUnclaimed = RunnerSettings.mayLoseState(beam.getOptions());
    this.limits = Limits.ofStream(groups).withRows(options.getBlockRows(), options.getShipRows());
    this.run = run;
  }

  /** Adds the whole graph to the Beam pipeline. */
  void lower(Closing closing, RunEnd end) {
    tables = Tables.load(plan, bindings.sources(), outlets, limits, run);
    beam.getOptions().as(StreamOptions.class).setStreamDefinition(List.of(definition().toText()));
    plan.reads().forEach(this::source);
    plan.only(Step.Barrier.class).forEach(this::barrier);
    PCollectionList.of(receipts)
        .apply("publish/receipts", Flatten.pCollections())
        .apply(
            "publish/together",
            ParDo.of(new TogetherFn()).withOutputTags(TogetherFn.ALL, TupleTagList.empty()))
        .get(TogetherFn.ALL)
        .setCoder(KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of()))
        .apply("publish/unit", GroupByKey.create())
        .apply(
            "publish",
            ParDo.of(new PublishUnitFn(closing.holding(tables.pins()), end, units))
                .withOutputTags(PublishFn.PUBLISHED, TupleTagList.empty()));
  }

  private StreamDefinition definition() {
    Map<String, StreamDefinition.Port> ports = new HashMap<>();
    for (Step.Read read : plan.reads()) {
      ports.put(
          read.port(),
          new StreamDefinition.Port(
              read,
              bindings.sources().get(read.port()),
              setting(StagePlan.of(plan, read)),
              RunnerSettings.hasCheckpoints(beam.getOptions())));
    }
    return new StreamDefinition(ports);
  }

  private void source(Step.Read read) {
    String name = read.name();
    Shipping shipping = new Shipping(setting(StagePlan.of(plan, read)), groups, dropsUnclaimed);
    PCollection<byte[]> shipments =
        beam.apply(name, Read.from(StreamSource.of(read.port())))
            // Only for the coder of windows: each shipment says itself which window it is in.
            .apply(name + "/windows", Window.into(FixedWindows.of(Duration.standardDays(1))));
    stage(name + "/deal", shipments, new DealFn(shipping), shipping);
  }

  private void barrier(Step.Barrier step) {
    String name = step.name();
    PCollection<KV<Integer, byte[]>> packed =
        PCollectionList.of(partials.get(name)).apply(name + "/partials", Flatten.pCollections());
    if (step instanceof Step.Foreign foreign) {
      packed = new ForeignStep(foreign, groups, true).apply(packed);
    }
    StageSetting behind = setting(StagePlan.of(plan, step));
    Shipping shipping = new Shipping(behind, groups, dropsUnclaimed);
    if (step.isOrdered()) {
      Duration pace = Pace.of(step);
      stage(name, packed, new StreamOrderedFn(step, behind, shipping, pace), shipping);
    } else {
      PCollection<KV<Integer, Iterable<byte[]>>> closedWindows =
          packed.apply(name + "/shuffle", GroupByKey.create());
      stage(name, closedWindows, new StreamMergeFn(step, behind, shipping), shipping);
    }
  }

  private StageSetting setting(StagePlan stage) {
    return new StageSetting(stage, outlets, limits, units, run, tables.within(stage));
  }

  private <I> void stage(String name, PCollection<I> input, DoFn<I, byte[]> fn, Shipping shipping) {
    PCollectionTuple out =
        input.apply(name, ParDo.of(fn).withOutputTags(StageFn.RECEIPTS, shipping.tags()));
    receipts.add(out.get(StageFn.RECEIPTS).setCoder(ByteArrayCoder.of()));
    for (Step.Barrier step : shipping.barriers()) {
      partials
          .computeIfAbsent(step.name(), key -> new ArrayList<>())
          .add(
              out.get(StageFn.partialsOf(step))
                  .setCoder(KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of())));
    }
  }
}
