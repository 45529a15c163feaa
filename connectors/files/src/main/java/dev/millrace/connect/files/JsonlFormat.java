package dev.millrace.connect.files;

import java.io.Serializable;

/** How values are written in JSON Lines, and how much of them a worker is ready to hold. */
record JsonlFormat(TimeFormat times, Limits limits) implements Serializable {
  private static final long serialVersionUID = 1L;
  static final JsonlFormat DEFAULT = new JsonlFormat(TimeFormat.ISO, Limits.DEFAULT);

  JsonlFormat withTimes(TimeFormat newTimes) {
    return new JsonlFormat(newTimes, limits);
  }

  JsonlFormat withLimits(Limits newLimits) {
    return new JsonlFormat(times, newLimits);
  }
}
