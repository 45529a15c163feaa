package dev.millrace.testkit;

import dev.millrace.feature.FeatureStatus;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Features that are numbers; what each is made of differs from view to view. */
record Numbers(
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
    FeatureStatus q2) {}
