package dev.millrace.connect.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.millrace.connect.files.binding.OneValue;
import dev.millrace.record.Shape;
import dev.millrace.record.ValueType;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times by patterns of numbers mean what the platform's strict formatter says they mean. */
class PlainPatternTest {
  private static final List<String> TIMES =
      List.of(
          "d/M/yyyy H:mm",
          "yyyy-MM-dd HH:mm:ss",
          "uuuu-MM-dd'T'HH:mm:ss.SSS",
          "dd.MM.yy HH:mm",
          "M-d-uu H:m:s,S",
          "HH:mm:ss SSSSSSS; dd. MM. yyyy",
          "yyyy/M/d H",
          "uuuu MM dd 'at' HH:mm:ss.SSSSSSSSS'Z'",
          "dd|MM|yyyy|HH|mm?");

  private static final List<ZoneId> ZONES =
      Stream.of("Europe/London", "America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia", "UTC")
          .map(ZoneId::of)
          .toList();

  record Times(Instant time, LocalDate date) {}

  private static final Shape<Times> SHAPE = Shape.of(Times.class);

  @Test
  void timesMeanWhatTheFormatterSays() {
    Random random = new Random(41);
    int times = 0;
    int refused = 0;
    for (String pattern : TIMES) {
      for (ZoneId zone : ZONES) {
        TimeFormat format = TimeFormat.ISO.withZone(zone).withTimePattern(pattern);
        TextValue reader = TextValues.of(type(0), format);
        DateTimeFormatter strict = strict(pattern);
        LocalDateTime time = LocalDateTime.MIN;
        for (int i = 0; i < 2_000; i++) {
          if (i % 3 == 0) {
            time = nearAChange(random, zone);
          }
          String text = damaged(strict.format(time), random);
          Instant expected = instant(text, strict, zone);
          assertThat(pattern + ": " + text, read(reader, type(0), text), equalTo(expected));
          times += expected == null ? 0 : 1;
          refused += expected == null ? 1 : 0;
        }
      }
    }
    assertThat(times, greaterThan(20_000));
    assertThat(refused, greaterThan(20_000));
  }

  @Test
  void datesMeanWhatTheFormatterSays() {
    Random random = new Random(42);
    for (String pattern : List.of("d/M/yyyy", "dd.MM.uu", "MM-dd-uuuu", "yyyy'y'M'm'd'd'")) {
      TextValue reader = TextValues.of(type(1), TimeFormat.ISO.withDatePattern(pattern));
      DateTimeFormatter strict = strict(pattern);
      for (int i = 0; i < 5_000; i++) {
        LocalDate day = LocalDate.ofEpochDay(random.nextInt(40_000) - 10_000);
        String text = damaged(strict.format(day), random);
        assertThat(pattern + ": " + text, read(reader, type(1), text), equalTo(date(text, strict)));
      }
    }
  }

  @Test
  void everyDayOfFourCenturiesIsRead() {
    DateTimeFormatter strict = strict("d.M.yyyy");
    TextValue reader = TextValues.of(type(1), TimeFormat.ISO.withDatePattern("d.M.yyyy"));
    LocalDate day = LocalDate.of(1799, 12, 31);
    for (int i = 0; i < 150_000; i++) {
      day = day.plusDays(1);
      assertThat(read(reader, type(1), strict.format(day)), equalTo(day));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "d/M/yyyy H:mm",
        "yyyy-MM-dd HH:mm:ss",
        "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'",
        "dd.MM.yy",
        "HH:mm dd/MM/uuuu"
      })
  void aPatternOfNumbersIsPlain(String pattern) {
    assertThat(PlainPattern.of(pattern), is(notNullValue()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yyyyMMdd",
        "d MMM yyyy",
        "yyyy-MM-dd HH:mm XXX",
        "yyyy-MM",
        "MM-dd HH:mm",
        "yyyy-MM-dd mm",
        "yyyy-MM-dd HH:mm.SSS",
        "yyyy-MM-dd[ HH:mm]",
        "yyyy-MM-dd h:mm a",
        "y-M-d",
        "yyyyy-MM-dd",
        "yyyy-MM-ddd",
        "yyyy-uu-MM-dd",
        "yyyy''MM''dd",
        "yyyy'1'MM-dd",
        "'on 'yyyy-MM-dd",
        "yyyy年MM月dd",
        "DDD-yyyy"
      })
  void whateverIsMoreThanNumbersIsForThePlatform(String pattern) {
    assertThat(PlainPattern.of(pattern), is(nullValue()));
  }

  private static ValueType type(int component) {
    return SHAPE.components().get(component).type();
  }

  private static @Nullable Object read(TextValue reader, ValueType type, String text) {
    byte[] bytes = (" " + text + "0000").getBytes(StandardCharsets.UTF_8);
    OneValue cell = new OneValue(type);
    return reader.append(bytes, 1, bytes.length - 4, cell) ? cell.get() : null;
  }

  private static DateTimeFormatter strict(String pattern) {
    return new DateTimeFormatterBuilder()
        .appendPattern(pattern)
        .parseDefaulting(ChronoField.ERA, 1)
        .toFormatter(Locale.ENGLISH)
        .withResolverStyle(ResolverStyle.STRICT);
  }

  private static @Nullable Instant instant(String text, DateTimeFormatter strict, ZoneId zone) {
    try {
      LocalDateTime local = LocalDateTime.parse(text, strict);
      List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
      return offsets.isEmpty()
          ? null
          : local.toInstant(offsets.get(0)).truncatedTo(ChronoUnit.MICROS);
    } catch (DateTimeException notTime) {
      return null;
    }
  }

  private static @Nullable LocalDate date(String text, DateTimeFormatter strict) {
    try {
      return LocalDate.parse(text, strict);
    } catch (DateTimeException notDate) {
      return null;
    }
  }

  /** Every other one within two hours of a change of the clock. */
  private static LocalDateTime nearAChange(Random random, ZoneId zone) {
    int nano = random.nextInt(1_000_000_000);
    Instant any = Instant.ofEpochSecond(random.nextInt());
    var change = zone.getRules().nextTransition(any);
    LocalDateTime local =
        change == null || random.nextBoolean()
            ? LocalDateTime.ofInstant(any, ZoneOffset.UTC)
            : change.getDateTimeBefore().plusMinutes(random.nextInt(240) - 120);
    return local.withNano(nano);
  }

  /** Two of three times as it was. */
  private static String damaged(String text, Random random) {
    if (random.nextInt(3) > 0) {
      return text;
    }
    StringBuilder damaged = new StringBuilder(text);
    int at = random.nextInt(text.length());
    String byWhat = "0123456789 :/-+.,é";
    String piece = byWhat.charAt(random.nextInt(byWhat.length())) + "";
    switch (random.nextInt(4)) {
      case 0 -> damaged.deleteCharAt(at);
      case 1 -> damaged.insert(at, piece);
      case 2 -> damaged.setLength(at);
      default -> damaged.replace(at, at + 1, piece);
    }
    return damaged.toString();
  }
}
