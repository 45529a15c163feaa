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
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * A plan as a Beam graph of a bounded run: for each source a DoFn behind the list of its splits,
 * for each grouping a GroupByKey of what was packed for it and a DoFn behind it, and one publisher
 * that gets a receipt from everybody.
 */
final class Lowering {
  private final Pipeline beam;
  private final Plan plan;
  private final Bindings bindings;
  private final OutletPlan outlets;
  private final Limits limits;
  private final String run;
  private final int parallelism;
  private final Map<String, List<PCollection<KV<Integer, byte[]>>>> partials =
      new LinkedHashMap<>();
  private final List<PCollection<byte[]>> receipts = new ArrayList<>();
  private Tables tables = Tables.none();

  Lowering(
      Pipeline beam,
      Plan plan,
      Bindings bindings,
      OutletPlan outlets,
      Limits limits,
      String run,
      int parallelism) {
    this.beam = beam;
    this.plan = plan;
    this.bindings = bindings;
    this.outlets = outlets;
    this.limits = limits;
    this.run = run;
    this.parallelism = parallelism;
  }

  /**
   * Adds the whole graph to the Beam pipeline.
   *
   * @throws dev.millrace.engine.StepFailedException when a sink cannot be written
   */
  void lower(Closing closing, RunEnd end) throws IOException {
    tables = Tables.load(plan, bindings.sources(), outlets, limits, run);
    plan.reads().forEach(this::source);
    plan.only(Step.Barrier.class).forEach(this::barrier);
    // So that a run without input is published too, with a part in every folder.
    receipts.add(
        beam.apply(
            "publish/begin",
            Create.of(end.emptyParts(plan, outlets).toJson()).withCoder(ByteArrayCoder.of())));
    PCollectionList.of(receipts)
        .apply("publish/receipts", Flatten.pCollections())
        .apply(
            "publish/together",
            ParDo.of(new TogetherFn()).withOutputTags(TogetherFn.ALL, TupleTagList.empty()))
        .get(TogetherFn.ALL)
        .setCoder(KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of()))
        .apply("publish/all", GroupByKey.create())
        .apply(
            "publish",
            ParDo.of(new PublishFn(closing.holding(tables.pins()), end))
                .withOutputTags(PublishFn.PUBLISHED, TupleTagList.empty()));
  }

  private void source(Step.Read read) {
    var binding = bindings.sources().get(read.port());
    String name = read.name();
    PCollection<String> splits =
        beam.apply(name + "/begin", Create.of(read.port()).withCoder(StringUtf8Coder.of()))
            .apply(name + "/list", ParDo.of(new ListFn(read, binding, parallelism)))
            .apply(name + "/deal", Reshuffle.viaRandomKey());
    PCollectionTuple unused = stage(name, splits, new ReadFn(read, binding, setting(read)));
  }

  private void barrier(Step.Barrier step) {
    String name = step.name();
    PCollection<KV<Integer, byte[]>> packed =
        PCollectionList.of(partials.get(name)).apply(name + "/partials", Flatten.pCollections());
    if (step instanceof Step.Foreign foreign) {
      packed = new ForeignStep(foreign, limits.shuffleGroups(), false).apply(packed);
    }
    PCollection<KV<Integer, Iterable<byte[]>>> groups =
        packed.apply(name + "/shuffle", GroupByKey.create());
    PCollectionTuple out = stage(name, groups, new MergeFn(step, setting(step)));
    if (step instanceof Step.AsOf asOf) {
      PCollection<KV<Integer, Iterable<byte[]>>> segments =
          out.get(StageFn.partialsOf(step))
              .setCoder(KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of()))
              .apply(name + "/segments", GroupByKey.create());
      PCollectionTuple unused =
          stage(name + "/hot-keys", segments, new HotKeysFn(asOf, setting(step)));
    }
  }

  private StageSetting setting(Step entry) {
    StagePlan stage = StagePlan.of(plan, entry);
    return new StageSetting(stage, outlets, limits, Units.WHOLE_RUN, run, tables.within(stage));
  }

  private <I> PCollectionTuple stage(String name, PCollection<I> input, StageFn<I> fn) {
    PCollectionTuple out =
        input.apply(name, ParDo.of(fn).withOutputTags(StageFn.RECEIPTS, fn.partialTags()));
    receipts.add(out.get(StageFn.RECEIPTS).setCoder(ByteArrayCoder.of()));
    for (Step.Barrier step : fn.barriers()) {
      partials
          .computeIfAbsent(step.name(), key -> new ArrayList<>())
          .add(
              out.get(StageFn.partialsOf(step))
                  .setCoder(KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of())));
    }
    return out;
  }
}
