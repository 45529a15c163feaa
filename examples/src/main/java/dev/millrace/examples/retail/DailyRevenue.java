package dev.millrace.examples.retail;

import java.time.LocalDate;

/**
 * What was sold to a country on a day.
 *
 * @param day as London counts it
 * @param revenue the exact sum of the amounts, returns taken off, in pounds
 * @param lines how many valid invoice lines
 * @param customers how many different ones
 */
// snippet:daily-revenue
public record DailyRevenue(
    String country, LocalDate day, double revenue, long lines, long customers) {}
// end
