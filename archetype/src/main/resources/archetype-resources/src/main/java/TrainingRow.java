package ${package};

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A {@link Label} with the {@link CustomerHistory} of its customer at its time, name by name. */
public record TrainingRow(
    String customerId,
    Instant at,
    boolean buysThatDay,
    long orders30d,
    double spend30d,
    @Nullable Long daysSinceLast) {}
