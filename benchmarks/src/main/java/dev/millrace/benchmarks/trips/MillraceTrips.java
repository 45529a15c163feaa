package dev.millrace.benchmarks.trips;

import dev.millrace.Aggregations;
import dev.millrace.Lateness;
import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Range;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.Window;
import dev.millrace.benchmarks.Measurement;
import dev.millrace.connect.Bindings;
import dev.millrace.connect.Replay;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.files.Files;
import dev.millrace.launch.Millrace;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/**
 * The trips in Millrace's language, as a user writes it; with ledger, manifest and published files.
 */
public final class MillraceTrips {
  record Trip(
      long id,
      String rider,
      Instant at,
      double distance,
      double fare,
      int passengers,
      String city,
      String note) {}

  record Travelled(
      String rider, Instant at, double distance, double fare, int passengers, String city) {}

  record Fares(String rider, Instant minute, double fares, long trips) {}

  private static final Source<Trip> TRIPS = Source.of("trips", Trip.class);
  private static final Sink<Fares> FARES = Sink.of("fares", Fares.class);
  private static final Quarantine LATE = Quarantine.of("late");
  private static final Pattern CITY = Pattern.compile("city-.*");

  private MillraceTrips() {}

  static Pipeline define() {
    Pipeline pipeline = Pipeline.named("trips");
    pipeline
        .read(TRIPS)
        .map(MillraceTrips::travelled)
        .filter("of some length", trip -> trip.distance() > 0.1)
        .validate(
            Rules.on(Travelled.class)
                .inRange(Travelled::fare, Range.openClosed(0.0, 1_000.0))
                .inRange(Travelled::passengers, Range.closed(1, 6))
                .inRange(Travelled::distance, Range.closedOpen(0.0, 10_000.0))
                .matches(Travelled::city, CITY)
                .notNull(Travelled::rider))
        .dropInvalid()
        .timestamps(Travelled::at, Lateness.of(Duration.ofMinutes(1)).lateTo(LATE))
        .keyBy(Travelled::rider)
        .window(Window.tumbling(Duration.ofMinutes(1)))
        .aggregate("fares")
        .as(Fares.class)
        .key(Fares::rider, Travelled::rider)
        .start(Fares::minute)
        .set(Fares::fares, Aggregations.sum(Travelled::fare).orElse(0.0))
        .set(Fares::trips, Aggregations.count())
        .build()
        .to(FARES);
    return pipeline;
  }

  private static Travelled travelled(Trip trip) {
    return new Travelled(
        trip.rider(),
        trip.at(),
        trip.distance() * 1.609344,
        trip.fare(),
        trip.passengers(),
        trip.city());
  }

  /** Arguments: batch|stream FOLDER OUTPUT [Beam options]. */
  public static void main(String[] args) throws IOException {
    SourceBinding<Object> files = Files.csv(args[1]);
    Path output = Path.of(args[2]);
    Bindings bindings =
        Bindings.of()
            .read(TRIPS, args[0].equals("stream") ? Replay.of(files).partitions(4) : files)
            .write(FARES, Files.csvTo(output.resolve("fares").toString()))
            .quarantine(LATE, Files.rejected(output.resolve("late").toString()));
    Measurement measurement = Measurement.start();
    Millrace.run(
        define(),
        bindings,
        PipelineOptionsFactory.fromArgs(Arrays.copyOfRange(args, 3, args.length)).create());
    Map<String, Long> measures = measurement.stop();
    readBack(output.resolve("fares"));
    System.out.println(Measurement.report(TripAnswer.get(), measures));
  }

  private static void readBack(Path folder) throws IOException {
    try (Stream<Path> files = java.nio.file.Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".csv")).toList()) {
        List<String> lines = java.nio.file.Files.readAllLines(file);
        for (String line : lines.subList(1, lines.size())) {
          String[] fields = line.split(",", -1);
          TripAnswer.add(Double.parseDouble(fields[2]), Long.parseLong(fields[3]));
        }
      }
    }
  }
}
