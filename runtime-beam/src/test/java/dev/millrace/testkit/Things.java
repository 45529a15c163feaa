package dev.millrace.testkit;

import dev.millrace.feature.FeatureStatus;
import dev.millrace.testkit.Reading.Region;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Features that are no numbers, or not exact; what each is made of differs from view to view. */
record Things(
    @Nullable String s0,
    @Nullable String s1,
    @Nullable Region r0,
    @Nullable Integer i0,
    @Nullable Instant n0,
    @Nullable List<String> k0,
    @Nullable List<Double> k1,
    @Nullable List<Long> k2,
    @Nullable Duration t0,
    Duration t1,
    long u0,
    long w0,
    long a0,
    @Nullable Double m0,
    @Nullable String y0,
    FeatureStatus z0,
    FeatureStatus z1,
    FeatureStatus z2) {}
