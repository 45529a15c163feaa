package dev.millrace.examples.clickstream;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a model wants to know of a visitor, as of a time. */
record Activity(
    long clicks10m,
    long purchases30m,
    double revenue30m,
    @Nullable String lastPage,
    @Nullable Duration sinceLast) {}
