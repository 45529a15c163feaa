package dev.millrace.connect.files;

import java.io.Serializable;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How times are written.
 *
 * @param zone the zone of local times; null when times carry their offset
 * @param timePattern of instants, in the letters of {@link DateTimeFormatter}; null for ISO-8601
 * @param datePattern of local dates; null for ISO-8601
 */
record TimeFormat(@Nullable ZoneId zone, @Nullable String timePattern, @Nullable String datePattern)
    implements Serializable {
  private static final long serialVersionUID = 1L;
  static final TimeFormat ISO = new TimeFormat(null, null, null);

  TimeFormat withZone(ZoneId newZone) {
    return new TimeFormat(newZone, timePattern, datePattern);
  }

  TimeFormat withTimePattern(String pattern) {
    return new TimeFormat(zone, pattern, datePattern);
  }

  TimeFormat withDatePattern(String pattern) {
    return new TimeFormat(zone, timePattern, pattern);
  }

  /** What is not the default, behind the words for a binding: {@code , zone Europe/London}. */
  String describe() {
    return (zone == null ? "" : ", zone " + zone)
        + (timePattern == null ? "" : ", times as " + timePattern)
        + (datePattern == null ? "" : ", dates as " + datePattern);
  }

  /** Whether text by the time pattern says its own offset or zone. */
  boolean carriesOffset() {
    if (timePattern == null) {
      return true;
    }
    ZonedDateTime sample = ZonedDateTime.of(2001, 12, 13, 14, 15, 16, 0, ZoneOffset.UTC);
    DateTimeFormatter format = formatter(timePattern);
    return format.parse(format.format(sample)).isSupported(ChronoField.INSTANT_SECONDS);
  }

  /**
   * Why the time pattern does not describe a date and a time, or null. A pattern must read what it
   * writes.
   */
  @Nullable String timePatternFault() {
    if (timePattern == null) {
      return null;
    }
    ZonedDateTime sample = ZonedDateTime.of(2001, 12, 13, 14, 15, 16, 0, ZoneOffset.UTC);
    try {
      DateTimeFormatter format = formatter(timePattern);
      LocalDateTime.from(format.parse(format.format(sample)));
      return null;
    } catch (DateTimeException | IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Why the date pattern does not describe a date, or null. */
  @Nullable String datePatternFault() {
    if (datePattern == null) {
      return null;
    }
    LocalDate sample = LocalDate.of(2001, 12, 13);
    try {
      DateTimeFormatter format = formatter(datePattern);
      LocalDate.from(format.parse(format.format(sample)));
      return null;
    } catch (DateTimeException | IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Strict: 30 February is no date. {@code yyyy} means a year of our era. */
  static DateTimeFormatter formatter(String pattern) {
    return new DateTimeFormatterBuilder()
        .appendPattern(pattern)
        .parseDefaulting(ChronoField.ERA, 1)
        .toFormatter(Locale.ENGLISH)
        .withResolverStyle(ResolverStyle.STRICT);
  }

  /** What text of an instant should look like, for people. */
  String describeTime() {
    String local = zone == null ? "" : " in " + zone;
    if (timePattern != null) {
      return "a time as " + timePattern + local;
    }
    return zone == null
        ? "a time with its offset, as 2011-12-09T12:50:00Z"
        : "a time as 2011-12-09T12:50:00" + local + ", or with its offset";
  }

  String describeDate() {
    return "a date as " + (datePattern == null ? "2011-12-09" : datePattern);
  }

  /** Whether a parsed time says when it was without any zone of ours. */
  static boolean isInstant(TemporalAccessor parsed) {
    return parsed.isSupported(ChronoField.INSTANT_SECONDS);
  }
}
