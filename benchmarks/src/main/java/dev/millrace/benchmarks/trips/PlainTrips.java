package dev.millrace.benchmarks.trips;

import dev.millrace.benchmarks.Measurement;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A plain loop on one thread: what the work costs without any engine. */
public final class PlainTrips {
  private record Key(String rider, long minute) {}

  private static final class Total {
    private double fares;
    private long trips;
  }

  private PlainTrips() {}

  /** Argument: FOLDER. */
  public static void main(String[] args) throws IOException {
    Measurement measurement = Measurement.start();
    Map<Key, Total> totals = new HashMap<>();
    try (Stream<Path> all = Files.list(Path.of(args[0]))) {
      List<Path> files = all.sorted().toList();
      for (Path file : files) {
        read(file, totals);
      }
    }
    totals.values().forEach(total -> TripAnswer.add(total.fares, total.trips));
    Map<String, Long> measures = measurement.stop();
    System.out.println(Measurement.report(TripAnswer.get(), measures));
  }

  private static void read(Path file, Map<Key, Total> totals) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      lines.readLine();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Ride ride = Ride.valid(line);
        if (ride != null) {
          Total total =
              totals.computeIfAbsent(
                  new Key(ride.rider, Math.floorDiv(ride.at, 60_000)), key -> new Total());
          total.fares += ride.fare;
          total.trips++;
        }
      }
    }
  }
}
