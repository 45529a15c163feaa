package dev.millrace.examples.retail;

import java.time.LocalDate;

/**
 * What one country bought on one day.
 *
 * @param day in Europe/London
 * @param revenue the exact sum of amounts, in pounds; cancellations count against it
 * @param customers how many different ones
 */
public record DailyRevenue(
    String country, LocalDate day, double revenue, long lines, long customers) {}
