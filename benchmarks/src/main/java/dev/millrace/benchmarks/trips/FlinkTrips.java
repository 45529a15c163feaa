package dev.millrace.benchmarks.trips;

import dev.millrace.benchmarks.Measurement;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.SinkFunction;
import org.apache.flink.streaming.api.functions.source.RichParallelSourceFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.time.Time;
import org.apache.flink.util.Collector;

/** The trips in Flink's own DataStream API: POJOs, object reuse, one chain from source to key. */
@SuppressWarnings({"serial", "deprecation"})
public final class FlinkTrips {
  private FlinkTrips() {}

  /** Arguments: FOLDER PARALLELISM. */
  public static void main(String[] args) throws Exception {
    Measurement measurement = Measurement.start();
    StreamExecutionEnvironment flink =
        StreamExecutionEnvironment.createLocalEnvironment(Integer.parseInt(args[1]));
    flink.getConfig().enableObjectReuse();
    flink.enableCheckpointing(10_000);
    flink
        .addSource(new Lines(args[0]))
        .flatMap(new Valid())
        .assignTimestampsAndWatermarks(
            WatermarkStrategy.<Ride>forBoundedOutOfOrderness(Duration.ofMinutes(1))
                .withTimestampAssigner((ride, time) -> ride.at))
        .keyBy(ride -> ride.rider)
        .window(TumblingEventTimeWindows.of(Time.minutes(1)))
        .aggregate(new Sum())
        .addSink(new Take());
    flink.execute();
    Map<String, Long> measures = measurement.stop();
    System.out.println(Measurement.report(TripAnswer.get(), measures));
  }

  /** Each subtask reads its files one line of each in turn, so that times go forward together. */
  private static final class Lines extends RichParallelSourceFunction<String> {
    private final String folder;
    private volatile boolean isRunning = true;

    private Lines(String folder) {
      this.folder = folder;
    }

    @Override
    public void run(SourceContext<String> out) throws IOException {
      int subtask = getRuntimeContext().getIndexOfThisSubtask();
      int subtasks = getRuntimeContext().getNumberOfParallelSubtasks();
      List<Path> files;
      try (Stream<Path> all = Files.list(Path.of(folder))) {
        files = all.sorted().toList();
      }
      BufferedReader[] open = new BufferedReader[files.size()];
      int left = 0;
      for (int i = subtask; i < files.size(); i += subtasks) {
        open[left] = Files.newBufferedReader(files.get(i));
        open[left++].readLine();
      }
      while (isRunning && left > 0) {
        for (int i = 0; i < left; i++) {
          String line = open[i].readLine();
          if (line == null) {
            open[i].close();
            open[i] = open[--left];
          } else {
            synchronized (out.getCheckpointLock()) {
              out.collect(line);
            }
          }
        }
      }
    }

    @Override
    public void cancel() {
      isRunning = false;
    }
  }

  private static final class Valid extends RichFlatMapFunction<String, Ride> {
    @Override
    public void flatMap(String line, Collector<Ride> out) {
      Ride ride = Ride.valid(line);
      if (ride != null) {
        out.collect(ride);
      }
    }
  }

  private static final class Sum
      implements AggregateFunction<Ride, Tuple2<Double, Long>, Tuple2<Double, Long>> {
    @Override
    public Tuple2<Double, Long> createAccumulator() {
      return Tuple2.of(0.0, 0L);
    }

    @Override
    public Tuple2<Double, Long> add(Ride ride, Tuple2<Double, Long> sum) {
      sum.f0 += ride.fare;
      sum.f1++;
      return sum;
    }

    @Override
    public Tuple2<Double, Long> getResult(Tuple2<Double, Long> sum) {
      return sum;
    }

    @Override
    public Tuple2<Double, Long> merge(Tuple2<Double, Long> left, Tuple2<Double, Long> right) {
      return Tuple2.of(left.f0 + right.f0, left.f1 + right.f1);
    }
  }

  private static final class Take implements SinkFunction<Tuple2<Double, Long>> {
    @Override
    public void invoke(Tuple2<Double, Long> total, Context context) {
      TripAnswer.add(total.f0, total.f1);
    }
  }
}
