package dev.millrace.benchmarks.harness;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/** Watches this process's memory, from the collector's notifications. */
final class MemoryWatch {
  private static final Path STATUS = Path.of("/proc/self/status");

  private final AtomicLong peak = new AtomicLong();
  private final AtomicLong live = new AtomicLong();
  private final Set<String> heapPools =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .map(pool -> pool.getName())
          .collect(Collectors.toUnmodifiableSet());

  private MemoryWatch() {}

  static MemoryWatch start() {
    MemoryWatch watch = new MemoryWatch();
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      ((NotificationEmitter) collector)
          .addNotificationListener((notification, none) -> watch.noted(notification), null, null);
    }
    return watch;
  }

  private void noted(Notification notification) {
    if (notification
        .getType()
        .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
      GarbageCollectionNotificationInfo info =
          GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData());
      atLeast(peak, heap(info.getGcInfo().getMemoryUsageBeforeGc()));
      atLeast(live, heap(info.getGcInfo().getMemoryUsageAfterGc()));
    }
  }

  private long heap(Map<String, MemoryUsage> pools) {
    return pools.entrySet().stream()
        .filter(pool -> heapPools.contains(pool.getKey()))
        .mapToLong(pool -> pool.getValue().getUsed())
        .sum();
  }

  private static void atLeast(AtomicLong greatest, long value) {
    greatest.accumulateAndGet(value, Math::max);
  }

  long heapPeakBytes() {
    atLeast(peak, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    return peak.get();
  }

  long heapLiveBytes() {
    return live.get();
  }

  /** The process's high-water mark; 0 where there is no such file. */
  static long residentBytes() throws IOException {
    if (!Files.isReadable(STATUS)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1_024)
          .findFirst()
          .orElse(0);
    }
  }
}
