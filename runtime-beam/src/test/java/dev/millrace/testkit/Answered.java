package dev.millrace.testkit;

import dev.millrace.feature.FeatureStatus;
import dev.millrace.testkit.Reading.Region;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What comes out of a pipeline: who asked, its {@link Numbers} and its {@link Things}.
 *
 * @param asked the id of an ask, or the tag of a reading
 */
record Answered(
    long asked,
    @Nullable Double d0,
    @Nullable Double d1,
    @Nullable Double d2,
    @Nullable Double d3,
    double e0,
    @Nullable Long l0,
    @Nullable Long l1,
    long c0,
    long c1,
    @Nullable BigDecimal b0,
    @Nullable BigDecimal b1,
    @Nullable Double x0,
    double x1,
    @Nullable Double x2,
    FeatureStatus q0,
    FeatureStatus q1,
    FeatureStatus q2,
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
