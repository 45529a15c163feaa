package dev.millrace.beam;

import dev.millrace.engine.ForeignRows;
import dev.millrace.engine.RunCode;
import dev.millrace.engine.StateLayout;
import dev.millrace.engine.StepFailedException;
import dev.millrace.plan.Problem;
import dev.millrace.plan.Step;
import dev.millrace.record.Shape;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** A user's transform in the graph: rows are unpacked before it and packed again behind it. */
final class ForeignStep {
  private final Step.Foreign step;
  private final int groups;
  private final boolean isStream;

  ForeignStep(Step.Foreign step, int groups, boolean isStream) {
    this.step = step;
    this.groups = groups;
    this.isStream = isStream;
  }

  /** What the transform makes of packed rows, packed. */
  PCollection<KV<Integer, byte[]>> apply(PCollection<KV<Integer, byte[]>> packed) {
    return apply(packed, step.input().shape(), step.shape());
  }

  @SuppressWarnings("unchecked") // the language has bound the transform to rows of these shapes
  private <A, B> PCollection<KV<Integer, byte[]>> apply(
      PCollection<KV<Integer, byte[]>> packed, Shape<A> in, Shape<B> out) {
    String name = step.name();
    var registry = packed.getPipeline().getCoderRegistry();
    registry.registerCoderForClass(in.type(), ShapeCoder.of(in));
    registry.registerCoderForClass(out.type(), ShapeCoder.of(out));
    PCollection<A> rows =
        packed
            .apply(name + "/global", into(new GlobalWindows()))
            .apply(name + "/rows", ParDo.of(new UnpackFn<>(step, in, groups, isStream)))
            .setCoder(ShapeCoder.of(in));
    BeamTransform<A, B> transform = (BeamTransform<A, B>) step.transform();
    return rows.apply(name + "/transform", transform.transform())
        .setCoder(ShapeCoder.of(out))
        .apply(
            name + "/windows",
            into(isStream ? FixedWindows.of(Duration.standardDays(1)) : new GlobalWindows()))
        .apply(name + "/pack", ParDo.of(new PackFn<B>(step, groups, isStream)))
        .setCoder(KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of()));
  }

  private static <T> Window<T> into(WindowFn<Object, ?> windows) {
    return Window.<T>into(windows)
        .triggering(DefaultTrigger.of())
        .discardingFiredPanes()
        .withAllowedLateness(Duration.ZERO);
  }

  private static final class UnpackFn<A> extends DoFn<KV<Integer, byte[]>, A> {
    private static final long serialVersionUID = 1L;

    private final Step.Foreign step;
    private final Shape<A> shape;
    private final int groups;
    private final boolean isStream;
    private transient @Nullable StateLayout layout;

    private UnpackFn(Step.Foreign step, Shape<A> shape, int groups, boolean isStream) {
      this.step = step;
      this.shape = shape;
      this.groups = groups;
      this.isStream = isStream;
    }

    @ProcessElement
    public void unpack(@Element KV<Integer, byte[]> packed, OutputReceiver<A> out) {
      if (layout == null) {
        layout = StateLayout.of(step, groups);
      }
      ForeignRows.unpack(
          step,
          layout,
          packed.getValue(),
          (row, time) -> out.outputWithTimestamp(shape.type().cast(row), BeamTimes.element(time)));
    }

    /**
     * What comes out of a shuffle of a batch is stamped with the end of all time, and its rows are
     * older. In a stream a row that is older than what it came in would be late: a defect.
     */
    @Override
    @SuppressWarnings("deprecation") // Beam has no other way to say so
    public Duration getAllowedTimestampSkew() {
      return Duration.millis(isStream ? 0 : Long.MAX_VALUE);
    }
  }

  private static final class PackFn<B> extends DoFn<B, KV<Integer, byte[]>> {
    private static final long serialVersionUID = 1L;

    private final Step.Foreign step;
    private final int groups;
    private final boolean isStream;
    private transient @Nullable ForeignRows rows;
    private transient @Nullable FinishBundleContext out;

    private PackFn(Step.Foreign step, int groups, boolean isStream) {
      this.step = step;
      this.groups = groups;
      this.isStream = isStream;
    }

    @StartBundle
    public void begin() {
      rows =
          new ForeignRows(
              step,
              groups,
              (to, group, span, packed) -> output(group, span.startMillis(), packed),
              !isStream);
    }

    @ProcessElement
    public void pack(@Element B row, @Timestamp Instant stamped) {
      if (rows == null) {
        throw new IllegalStateException("a bundle begins before its elements");
      }
      if (isStream) {
        mustNotHavePassed(rows.timeOf(row), stamped);
      }
      rows.add(row);
    }

    private void mustNotHavePassed(long time, Instant stamped) {
      if (BeamTimes.element(time).isBefore(stamped)) {
        throw new StepFailedException(
            new Problem(
                RunCode.TRANSFORM_LATE,
                step.name() + " (" + step.site() + ")",
                "The transform gave a row with "
                    + step.time().name()
                    + " before its own timestamp "
                    + stamped,
                "in a stream that time may have passed, and the row would come too late for its"
                    + " window",
                "stamp rows with the time they carry, as outputWithTimestamp does, or give them the"
                    + " time they are stamped with"));
      }
    }

    @FinishBundle
    public void finish(FinishBundleContext context) {
      if (rows != null) {
        out = context;
        rows.flush();
        out = null;
        rows = null;
      }
    }

    private void output(int group, long sinceMillis, byte[] packed) {
      if (out == null) {
        throw new IllegalStateException("rows are packed when the bundle ends");
      }
      KV<Integer, byte[]> element = KV.of(KeyGroups.key(group, groups), packed);
      if (isStream) {
        out.output(element, BeamTimes.element(sinceMillis * 1000), BeamTimes.ALWAYS);
      } else {
        out.output(element, BoundedWindow.TIMESTAMP_MIN_VALUE, GlobalWindow.INSTANCE);
      }
    }
  }
}
