package dev.millrace.benchmarks.trips;

import dev.millrace.benchmarks.Measurement;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.options.StreamingOptions;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.SerializableBiFunction;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * The trips written by hand in Beam and tuned: one DoFn parses, filters and validates; sums are
 * made in the bundle before the shuffle; compact coders; on Flink objectReuse and fasterCopy, on
 * the direct runner no enforcement.
 */
@SuppressWarnings("serial")
public final class BeamTrips {
  private BeamTrips() {}

  /** Fares and trips of a rider in a minute. */
  record Total(double fares, long trips) {
    static Total plus(Total left, Total right) {
      return new Total(left.fares + right.fares, left.trips + right.trips);
    }
  }

  private static final class TotalCoder extends AtomicCoder<Total> {
    @Override
    public void encode(Total total, OutputStream out) throws IOException {
      DataOutputStream data = new DataOutputStream(out);
      data.writeDouble(total.fares());
      data.writeLong(total.trips());
    }

    @Override
    public Total decode(InputStream in) throws IOException {
      DataInputStream data = new DataInputStream(in);
      return new Total(data.readDouble(), data.readLong());
    }
  }

  /** Arguments: batch|stream FOLDER [Beam options]. */
  public static void main(String[] args) throws IOException {
    boolean isStream = args[0].equals("stream");
    PipelineOptions options =
        PipelineOptionsFactory.fromArgs(Arrays.copyOfRange(args, 2, args.length)).create();
    tune(options, isStream);
    Measurement measurement = Measurement.start();
    Pipeline pipeline = Pipeline.create(options);
    PCollection<Ride> rides = isStream ? streamed(pipeline, args[1]) : read(pipeline, args[1]);
    rides
        .setCoder(new Ride.RideCoder())
        .apply("Minutes", Window.into(FixedWindows.of(Duration.standardMinutes(1))))
        .apply("Sum the bundle", ParDo.of(new SumBundle()))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), new TotalCoder()))
        .apply("Sum", Combine.perKey((SerializableBiFunction<Total, Total, Total>) Total::plus))
        .apply("Take", ParDo.of(new Take()));
    PipelineResult.State state = pipeline.run().waitUntilFinish();
    Map<String, Long> measures = measurement.stop();
    if (state != PipelineResult.State.DONE) {
      throw new IllegalStateException("The pipeline ended as " + state);
    }
    System.out.println(Measurement.report(TripAnswer.get(), measures));
  }

  private static void tune(PipelineOptions options, boolean isStream) {
    options.as(StreamingOptions.class).setStreaming(isStream);
    if (options.getRunner().getSimpleName().equals("FlinkRunner")) {
      FlinkPipelineOptions flink = options.as(FlinkPipelineOptions.class);
      flink.setFlinkMaster("[local]");
      flink.setObjectReuse(true);
      flink.setFasterCopy(true);
    } else {
      DirectOptions direct = options.as(DirectOptions.class);
      direct.setEnforceEncodability(false);
      direct.setEnforceImmutability(false);
    }
  }

  private static PCollection<Ride> read(Pipeline pipeline, String folder) throws IOException {
    try (Stream<Path> all = Files.list(Path.of(folder))) {
      List<String> files = all.sorted().map(Path::toString).toList();
      return pipeline
          .apply("Files", Create.of(files))
          .apply("Deal", Reshuffle.viaRandomKey())
          .apply("Read and validate", ParDo.of(new ReadAndValidate()));
    }
  }

  private static PCollection<Ride> streamed(Pipeline pipeline, String folder) {
    return pipeline
        .apply("Lines", Read.from(new LineSource(folder)))
        .apply("Validate", ParDo.of(new Validate()));
  }

  private static final class ReadAndValidate extends DoFn<String, Ride> {
    @ProcessElement
    public void read(@Element String file, OutputReceiver<Ride> out) throws IOException {
      try (BufferedReader lines = Files.newBufferedReader(Path.of(file))) {
        lines.readLine();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          Ride ride = Ride.valid(line);
          if (ride != null) {
            out.outputWithTimestamp(ride, Instant.ofEpochMilli(ride.at));
          }
        }
      }
    }
  }

  private static final class Validate extends DoFn<String, Ride> {
    @ProcessElement
    public void validate(@Element String line, OutputReceiver<Ride> out) {
      Ride ride = Ride.valid(line);
      if (ride != null) {
        out.output(ride);
      }
    }
  }

  private static final class SumBundle extends DoFn<Ride, KV<String, Total>> {
    private transient Map<BoundedWindow, Map<String, double[]>> sums = new HashMap<>();

    @StartBundle
    public void start() {
      sums = new HashMap<>();
    }

    @ProcessElement
    public void add(@Element Ride ride, BoundedWindow window) {
      double[] sum =
          sums.computeIfAbsent(window, key -> new HashMap<>())
              .computeIfAbsent(ride.rider, key -> new double[2]);
      sum[0] += ride.fare;
      sum[1]++;
    }

    @FinishBundle
    public void finish(FinishBundleContext out) {
      sums.forEach(
          (window, riders) ->
              riders.forEach(
                  (rider, sum) ->
                      out.output(
                          KV.of(rider, new Total(sum[0], (long) sum[1])),
                          window.maxTimestamp(),
                          window)));
    }
  }

  private static final class Take extends DoFn<KV<String, Total>, Void> {
    @ProcessElement
    public void take(@Element KV<String, Total> total) {
      TripAnswer.add(total.getValue().fares(), total.getValue().trips());
    }
  }
}
