package dev.millrace.connect;

import dev.millrace.Rejection;

/**
 * A system that ports can live in, under the short name that a bindings file calls it by. Found by
 * {@link java.util.ServiceLoader}: public, with a public constructor without parameters, and listed
 * in {@code META-INF/services/dev.millrace.connect.Connector}.
 *
 * <p>A connector reads its settings from a {@link Config} and returns the same binding value that
 * its typed factories return, equal to it. It connects to nothing while doing so. An
 * IllegalArgumentException or a DateTimeException becomes a problem of the file; a connector whose
 * message should name the key asks for {@link Config#parsed} or {@link Config#problem} instead.
 */
public interface Connector {
  /** One lower-case word: {@code files}. Unique on the class path. */
  String name();

  /** By default a problem: the connector has no sources. */
  default <T> SourceBinding<? super T> source(Config config, Class<T> type) {
    throw new UnsupportedPortException("sources");
  }

  /** By default a problem: the connector has no sinks. */
  default <T> SinkBinding<? super T> sink(Config config, Class<T> type) {
    throw new UnsupportedPortException("sinks");
  }

  /** By default a problem: the connector keeps no rejections. */
  default SinkBinding<? super Rejection> quarantine(Config config) {
    throw new UnsupportedPortException("quarantines");
  }

  /** By default a problem: nothing can be served from the connector. */
  default OnlineBinding online(Config config) {
    throw new UnsupportedPortException("online views");
  }
}
