package ${package};

import java.time.Instant;

/**
 * A question of the past with its answer: what a model shall learn to foretell.
 *
 * @param at when it was asked: when a day of the shop began
 * @param buysThatDay whether the customer placed an order after {@code at}, on that day
 */
public record Label(String customerId, Instant at, boolean buysThatDay) {}
