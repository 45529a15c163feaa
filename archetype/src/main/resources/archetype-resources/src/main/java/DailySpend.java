package ${package};

import java.time.LocalDate;

/**
 * What one customer bought on one day.
 *
 * @param day in the shop's time zone
 * @param spend the exact sum of amounts, in euros
 * @param largest the largest amount of one order, in euros
 */
public record DailySpend(
    String customerId, LocalDate day, double spend, long orders, double largest) {}
