package dev.millrace.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.millrace.benchmarks.DailyTotals.CountryDay;
import dev.millrace.benchmarks.RawLine.Rejected;
import dev.millrace.benchmarks.RawLine.UnreadableLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.jspecify.annotations.Nullable;

/**
 * The rival: the retail pipeline written by hand in Beam, as one who knows Beam well writes it.
 *
 * <p>Arguments: the form, a glob of CSV files, an output folder that is empty or not there yet,
 * then options for Beam. The forms give the same answer:
 *
 * <ul>
 *   <li>{@code plain}: one transform per concern, TextIO, {@code Combine.perKey}, the runner's
 *       defaults.
 *   <li>{@code tuned}: files are read, parsed and judged in one DoFn; valid lines are summed per
 *       bundle before the shuffle; counters once per file; the runner's enforcement is off.
 *   <li>{@code fused}: the same with the sums inside that one DoFn too, so that a valid line is
 *       never an element, and with many keys to a group. Faster than anybody usually writes it, and
 *       no collection of valid lines is left for anything else to read.
 * </ul>
 *
 * <p>Lines are taken one by one, so a line break inside quotes is not understood; the real files
 * have none.
 */
@SuppressWarnings("serial")
public final class HandwrittenRetail {
  private static final TupleTag<InvoiceLine> VALID = new TupleTag<>("valid") {};
  private static final TupleTag<KV<CountryDay, DailyTotals>> PARTS = new TupleTag<>("parts") {};
  private static final TupleTag<KV<String, InvoiceLine>> PARSED = new TupleTag<>("parsed") {};
  private static final TupleTag<Rejected> REJECTED = new TupleTag<>("rejected") {};
  private static final KvCoder<CountryDay, DailyTotals> KEYED_TOTALS =
      KvCoder.of(new DailyTotals.KeyCoder(), new DailyTotals.TotalsCoder());

  /** Enough to keep a laptop's cores evenly busy. */
  private static final int SHARES = 16;

  private HandwrittenRetail() {}

  public static void main(String[] args) throws IOException {
    if (args.length < 3) {
      throw new IllegalArgumentException("Arguments: plain|tuned|fused GLOB OUTPUT [Beam options]");
    }
    String form = args[0];
    Path output = RetailAnswer.emptyFolder(Path.of(args[2]));
    DirectOptions options =
        PipelineOptionsFactory.fromArgs(Arrays.copyOfRange(args, 3, args.length))
            .withValidation()
            .as(DirectOptions.class);
    options.setRunner(DirectRunner.class);

    Measurement measurement = Measurement.start();
    PipelineResult result =
        switch (form) {
          case "plain" -> plain(options, args[1], output).run();
          case "tuned" -> tuned(withoutEnforcement(options), args[1], output).run();
          case "fused" -> fused(withoutEnforcement(options), args[1], output).run();
          default -> throw new IllegalArgumentException("No such form: " + form);
        };
    PipelineResult.State state = result.waitUntilFinish();
    Map<String, Long> measures = measurement.stop();

    if (state != PipelineResult.State.DONE) {
      throw new IllegalStateException("The pipeline ended as " + state);
    }
    System.out.println(Measurement.report(RetailAnswer.of(result, output), measures));
  }

  private static DirectOptions withoutEnforcement(DirectOptions options) {
    options.setEnforceImmutability(false);
    options.setEnforceEncodability(false);
    return options;
  }

  private static Pipeline plain(DirectOptions options, String glob, Path output) {
    Pipeline pipeline = Pipeline.create(options);
    PCollectionTuple parsed =
        pipeline
            .apply("Read", TextIO.read().from(glob).withSkipHeaderLines(1))
            .apply(
                "Parse", ParDo.of(new Parse()).withOutputTags(PARSED, TupleTagList.of(REJECTED)));
    PCollectionTuple judged =
        parsed
            .get(PARSED)
            .setCoder(KvCoder.of(StringUtf8Coder.of(), new InvoiceLine.LineCoder()))
            .apply(
                "Validate",
                ParDo.of(new Validate()).withOutputTags(VALID, TupleTagList.of(REJECTED)));

    PCollection<Rejected> rejected =
        PCollectionList.of(parsed.get(REJECTED).setCoder(new RawLine.RejectedCoder()))
            .and(judged.get(REJECTED).setCoder(new RawLine.RejectedCoder()))
            .apply("All rejected", Flatten.pCollections());
    rejected
        .apply("Rejected as JSON", ParDo.of(new ToJson()))
        .apply("Write rejected", rejectedFiles(output));

    judged
        .get(VALID)
        .setCoder(new InvoiceLine.LineCoder())
        .apply(
            "By country and day",
            WithKeys.of(CountryDay::of).withKeyType(TypeDescriptor.of(CountryDay.class)))
        .setCoder(KvCoder.of(new DailyTotals.KeyCoder(), new InvoiceLine.LineCoder()))
        .apply("Daily totals", Combine.perKey(new DailyTotals.OfLines()))
        .apply("Totals as CSV", ParDo.of(new ToCsv()))
        .apply("Write totals", dailyFiles(output));
    return pipeline;
  }

  private static Pipeline tuned(DirectOptions options, String glob, Path output) {
    Pipeline pipeline = Pipeline.create(options);
    PCollectionTuple judged =
        files(pipeline, glob)
            .apply(
                "Read and validate",
                ParDo.of(new ReadAndValidate()).withOutputTags(VALID, TupleTagList.of(REJECTED)));
    writeRejected(judged, output);
    PCollection<KV<CountryDay, DailyTotals>> parts =
        judged
            .get(VALID)
            .setCoder(new InvoiceLine.LineCoder())
            .apply("Sum the bundle", ParDo.of(new SumBundle()));
    mergeAndWrite(parts, output);
    return pipeline;
  }

  private static Pipeline fused(DirectOptions options, String glob, Path output) {
    Pipeline pipeline = Pipeline.create(options);
    PCollectionTuple summed =
        files(pipeline, glob)
            .apply(
                "Read, validate and sum",
                ParDo.of(new ReadAndSum()).withOutputTags(PARTS, TupleTagList.of(REJECTED)));
    writeRejected(summed, output);
    summed
        .get(PARTS)
        .setCoder(KEYED_TOTALS)
        .apply(
            "Deal out totals",
            WithKeys.<Integer, KV<CountryDay, DailyTotals>>of(
                    part -> Math.floorMod(part.getKey().hashCode(), SHARES))
                .withKeyType(TypeDescriptors.integers()))
        .apply("Share of totals", GroupByKey.create())
        .apply("Daily totals", ParDo.of(new SumShare()))
        .apply("Write totals", dailyFiles(output).withNumShards(1));
    return pipeline;
  }

  /**
   * The files, dealt out to a few elements. One file an element makes 305 bundles, and the direct
   * runner copies all that a GroupByKey holds once per arriving bundle.
   */
  private static PCollection<Iterable<FileIO.ReadableFile>> files(Pipeline pipeline, String glob) {
    return pipeline
        .apply("Files", FileIO.match().filepattern(glob))
        .apply("Open", FileIO.readMatches())
        .apply(
            "Deal out",
            WithKeys.of(HandwrittenRetail::share).withKeyType(TypeDescriptors.integers()))
        .apply("Share", GroupByKey.create())
        .apply("Files of a share", Values.create());
  }

  private static int share(FileIO.ReadableFile file) {
    return Math.floorMod(file.getMetadata().resourceId().hashCode(), SHARES);
  }

  private static void writeRejected(PCollectionTuple tagged, Path output) {
    tagged
        .get(REJECTED)
        .setCoder(new RawLine.RejectedCoder())
        .apply("Rejected as JSON", ParDo.of(new ToJson()))
        .apply("Write rejected", rejectedFiles(output).withNumShards(4));
  }

  private static void mergeAndWrite(PCollection<KV<CountryDay, DailyTotals>> parts, Path output) {
    parts
        .setCoder(KEYED_TOTALS)
        .apply("Daily totals", Combine.perKey(DailyTotals::merged))
        .apply("Totals as CSV", ParDo.of(new ToCsv()))
        .apply("Write totals", dailyFiles(output).withNumShards(1));
  }

  private static TextIO.Write rejectedFiles(Path output) {
    return TextIO.write().to(output.resolve("rejected").toString()).withSuffix(".jsonl");
  }

  private static TextIO.Write dailyFiles(Path output) {
    return TextIO.write()
        .to(output.resolve("daily").toString())
        .withSuffix(".csv")
        .withHeader("country,day,revenue,lines,customers");
  }

  private static final class Parse extends DoFn<String, KV<String, InvoiceLine>> {
    private final Counter in = RetailAnswer.counter(RetailAnswer.IN);
    private final Counter rejected = RetailAnswer.counter(RetailAnswer.REJECTED);

    @ProcessElement
    public void process(@Element String raw, MultiOutputReceiver out) {
      in.inc();
      try {
        out.get(PARSED).output(KV.of(raw, RawLine.parse(raw)));
      } catch (UnreadableLine e) {
        rejected.inc();
        out.get(REJECTED).output(Rejected.unreadable(raw, e));
      }
    }
  }

  private static final class Validate extends DoFn<KV<String, InvoiceLine>, InvoiceLine> {
    private final Counter valid = RetailAnswer.counter(RetailAnswer.VALID);
    private final Counter rejected = RetailAnswer.counter(RetailAnswer.REJECTED);

    @ProcessElement
    public void process(@Element KV<String, InvoiceLine> parsed, MultiOutputReceiver out) {
      List<String> broken = RawLine.brokenRules(parsed.getValue());
      if (broken.isEmpty()) {
        valid.inc();
        out.get(VALID).output(parsed.getValue());
      } else {
        rejected.inc();
        out.get(REJECTED).output(new Rejected(parsed.getKey(), broken));
      }
    }
  }

  /** Reads whole files: no split inside a file, which is right for a folder of many small ones. */
  private abstract static class ReadLines<T> extends DoFn<Iterable<FileIO.ReadableFile>, T> {
    private final Counter in = RetailAnswer.counter(RetailAnswer.IN);
    private final Counter validLines = RetailAnswer.counter(RetailAnswer.VALID);
    private final Counter rejectedLines = RetailAnswer.counter(RetailAnswer.REJECTED);

    final void read(
        Iterable<FileIO.ReadableFile> files,
        OutputReceiver<Rejected> rejected,
        Consumer<InvoiceLine> valid)
        throws IOException {
      for (FileIO.ReadableFile file : files) {
        read(file, rejected, valid);
      }
    }

    private void read(
        FileIO.ReadableFile file, OutputReceiver<Rejected> rejected, Consumer<InvoiceLine> valid)
        throws IOException {
      long rows = 0;
      long refused = 0;
      try (BufferedReader lines =
          new BufferedReader(
              Channels.newReader(file.open(), StandardCharsets.UTF_8.newDecoder(), 1 << 16))) {
        lines.readLine();
        for (String raw = lines.readLine(); raw != null; raw = lines.readLine()) {
          rows++;
          Rejected refusal = judge(raw, valid);
          if (refusal != null) {
            refused++;
            rejected.output(refusal);
          }
        }
      }
      in.inc(rows);
      validLines.inc(rows - refused);
      rejectedLines.inc(refused);
    }

    private static @Nullable Rejected judge(String raw, Consumer<InvoiceLine> valid) {
      try {
        InvoiceLine line = RawLine.parse(raw);
        List<String> broken = RawLine.brokenRules(line);
        if (!broken.isEmpty()) {
          return new Rejected(raw, broken);
        }
        valid.accept(line);
        return null;
      } catch (UnreadableLine e) {
        return Rejected.unreadable(raw, e);
      }
    }
  }

  private static final class ReadAndValidate extends ReadLines<InvoiceLine> {
    @ProcessElement
    public void process(@Element Iterable<FileIO.ReadableFile> files, MultiOutputReceiver out)
        throws IOException {
      read(files, out.get(REJECTED), out.get(VALID)::output);
    }
  }

  private static final class ReadAndSum extends ReadLines<KV<CountryDay, DailyTotals>> {
    @ProcessElement
    public void process(@Element Iterable<FileIO.ReadableFile> files, MultiOutputReceiver out)
        throws IOException {
      Map<CountryDay, DailyTotals> sums = new HashMap<>();
      read(files, out.get(REJECTED), line -> sum(sums, line));
      sums.forEach((key, totals) -> out.get(PARTS).output(KV.of(key, totals)));
    }
  }

  private static final class SumBundle extends DoFn<InvoiceLine, KV<CountryDay, DailyTotals>> {
    private transient Map<CountryDay, DailyTotals> sums = new HashMap<>();

    @StartBundle
    public void start() {
      sums = new HashMap<>();
    }

    @ProcessElement
    public void process(@Element InvoiceLine line) {
      sum(sums, line);
    }

    @FinishBundle
    public void finish(FinishBundleContext out) {
      sums.forEach(
          (key, totals) ->
              out.output(
                  KV.of(key, totals), BoundedWindow.TIMESTAMP_MIN_VALUE, GlobalWindow.INSTANCE));
    }
  }

  /**
   * Many keys in one group: with a key each, the direct runner makes 1,657 bundles of one element.
   */
  private static final class SumShare
      extends DoFn<KV<Integer, Iterable<KV<CountryDay, DailyTotals>>>, String> {
    @ProcessElement
    public void process(
        @Element KV<Integer, Iterable<KV<CountryDay, DailyTotals>>> share,
        OutputReceiver<String> out) {
      Map<CountryDay, DailyTotals> sums = new HashMap<>();
      for (KV<CountryDay, DailyTotals> part : share.getValue()) {
        sums.computeIfAbsent(part.getKey(), key -> new DailyTotals()).addAll(part.getValue());
      }
      sums.forEach((key, totals) -> out.output(totals.csv(key)));
    }
  }

  private static void sum(Map<CountryDay, DailyTotals> sums, InvoiceLine line) {
    sums.computeIfAbsent(CountryDay.of(line), key -> new DailyTotals()).add(line);
  }

  private static final class ToJson extends DoFn<Rejected, String> {
    private static final ObjectWriter JSON = new ObjectMapper().writerFor(Rejected.class);

    @ProcessElement
    public void process(@Element Rejected rejected, OutputReceiver<String> out)
        throws JsonProcessingException {
      out.output(JSON.writeValueAsString(rejected));
    }
  }

  private static final class ToCsv extends DoFn<KV<CountryDay, DailyTotals>, String> {
    @ProcessElement
    public void process(@Element KV<CountryDay, DailyTotals> totals, OutputReceiver<String> out) {
      out.output(totals.getValue().csv(totals.getKey()));
    }
  }
}
