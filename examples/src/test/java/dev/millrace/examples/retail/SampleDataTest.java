package dev.millrace.examples.retail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SampleDataTest {
  private static final int ROWS = 20_000;
  private static final String GOLDEN =
      "4fc3e0c3acb1cbea62d36756582760b80c13298f569204556b62d511147223dc";
  private static final Pattern LINE =
      Pattern.compile(
          "([AC]?\\d{6}),([^,]+),(\"(?:[^\"]|\"\")*\"|[^\",]*),(-?\\d+),(\\d{4}-\\d\\d-\\d\\d"
              + " \\d\\d:\\d\\d:00),(-?\\d+\\.\\d{1,2}),(\\d{5}\\.0)?,([A-Za-z ]+)");

  @TempDir static Path sample;
  @TempDir Path folder;

  /** The lines of the default sample as Latin-1, so that every byte is a character; no headers. */
  private static final List<String> LINES = new ArrayList<>();

  @BeforeAll
  static void writeTheDefaultSample() throws IOException {
    SampleData.write(sample, ROWS, 42);
    for (byte[] file : files(sample).values()) {
      List<String> lines = new String(file, ISO_8859_1).lines().toList();
      LINES.addAll(lines.subList(1, lines.size()));
    }
  }

  @Test
  void theSameSeedGivesTheseBytesOnEveryMachine() throws Exception {
    SampleData.write(folder, 2_000, 7);
    assertThat(sha256(folder), is(GOLDEN));
  }

  @Test
  void localeAndTimeZoneOfTheMachineChangeNothing() throws Exception {
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Apia"));
      SampleData.write(folder, 2_000, 7);
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
    assertThat(sha256(folder), is(GOLDEN));
  }

  @Test
  void anotherSeedGivesOtherBytes() throws Exception {
    SampleData.write(folder, 2_000, 8);
    assertThat(sha256(folder), not(GOLDEN));
  }

  @Test
  void everyFileIsADayWithTheHeaderOfTheRealData() throws IOException {
    SortedMap<String, byte[]> files = files(sample);
    assertThat(files.size(), greaterThan(250));
    for (var file : files.entrySet()) {
      String text = new String(file.getValue(), UTF_8);
      assertThat(
          text,
          startsWith(
              "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"));
      String day = file.getKey().substring(0, 10);
      text.lines()
          .filter(line -> LINE.matcher(line).matches())
          .forEach(line -> assertThat(line, containsString("," + day + " ")));
    }
  }

  @Test
  void asManyLinesAsAskedForAreWritten() {
    // The description with a line break takes two physical lines; there are two such lines.
    assertThat(LINES.size(), is(ROWS + 2));
  }

  @Test
  void noneIsAnEmptyFolder() throws IOException {
    SampleData.write(folder, 0, 42);
    assertThat(files(folder).size(), is(0));
  }

  @Test
  void dirtComesAboutAsOftenAsInTheRealData() {
    assertThat(share(",,[A-Z][A-Za-z ]+$"), closeTo(135_080 / 541_909.0, 0.03));
    assertThat(share("^C"), closeTo(9_288 / 541_909.0, 0.006));
    assertThat(share("^[AC]?\\d{6},(?![0-9]{5}[A-Za-z]*,)"), closeTo(2_995 / 541_909.0, 0.003));
    assertThat(share(",0\\.0,(\\d{5}\\.0)?,[A-Za-z ]+$"), closeTo(2_515 / 541_909.0, 0.002));
    assertThat(share("^[0-9].*,-\\d+,\\d{4}-.*"), closeTo(1_336 / 541_909.0, 0.0015));
    assertThat(share("United Kingdom$"), closeTo(495_478 / 541_909.0, 0.03));
  }

  @Test
  void everyKindOfDirtOccurs() {
    for (String code :
        List.of("POST", "DOT", "M", "C2", "D", "B", "gift_0001_40", "BANK CHARGES")) {
      assertThat(code, share("^[AC]?\\d{6}," + code + ","), greaterThan(0.0));
    }
    assertThat("a negative price", share(",-\\d+\\.\\d+,"), greaterThan(0.0));
    assertThat("a price above 10000", share(",\\d{5,}\\.\\d+,(\\d{5}\\.0)?,"), greaterThan(0.0));
    assertThat("a comma in quotes", share(",\"[^\"]*,[^\"]*\","), greaterThan(0.0));
    assertThat("a doubled quote", share("\"\""), greaterThan(0.0));
    assertThat("a pound sign in UTF-8", share("\u00c2\u00a3"), greaterThan(0.0));
    assertThat("no description", share("^\\d{6},[^,]+,,"), greaterThan(0.0));
    assertThat("a local time that came twice", share(",2011-10-30 01:30:00,"), greaterThan(0.0));
    assertThat("a line break in a description", share("^SEE NOTE\""), greaterThan(0.0));
  }

  @Test
  void everyKindOfUnreadableLineOccurs() {
    assertThat("cut short", count(line -> line.length() == 24), is(2L));
    assertThat("no number", count(line -> line.contains(",1O,")), is(2L));
    assertThat("not UTF-8", count(line -> line.matches(".*[^\u00c2]\u00a3.*")), is(2L));
    assertThat("in the spring gap", count(line -> line.contains(",2011-03-27 01:30:00,")), is(2L));
    // Besides the broken number, what the grammar does not know is cut short or split in two.
    assertThat(count(line -> !LINE.matcher(line).matches()), is(2L + 2L + 4L));
  }

  @Test
  void theLinesOfAnInvoiceShareTimeAndCountry() {
    TreeMap<String, String> seen = new TreeMap<>();
    int shared = 0;
    for (String line : LINES) {
      var fields = LINE.matcher(line);
      if (fields.matches() && fields.group(7) != null && !line.contains(" 01:30:00,")) {
        String common = fields.group(5) + "|" + fields.group(7) + "|" + fields.group(8);
        String before = seen.putIfAbsent(fields.group(1), common);
        if (before != null) {
          assertThat(fields.group(1), common, equalTo(before));
          shared++;
        }
      }
    }
    assertThat(shared, greaterThan(ROWS / 2));
  }

  @Test
  void anotherRunReplacesItsOwnFilesAndLeavesNoneOver() throws Exception {
    Path fresh = folder.resolve("fresh");
    Path used = folder.resolve("used");
    SampleData.write(fresh, 5, 1);
    SampleData.write(used, 3_000, 1);
    SampleData.write(used, 5, 1);
    assertThat(files(used).keySet(), equalTo(files(fresh).keySet()));
    assertThat(sha256(used), is(sha256(fresh)));
    try (Stream<Path> left = Files.list(used)) {
      assertThat(left.map(Path::toString).toList(), everyItem(not(containsString(".part"))));
    }
  }

  @Test
  void aFolderWithSomebodyElsesFilesIsRefusedAndLeftAlone() throws IOException {
    Path foreign = Files.writeString(folder.resolve("2010-12-01.csv"), "mine");
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> SampleData.write(folder, 10, 1));
    assertThat(refused.getMessage(), containsString("holds 2010-12-01.csv"));
    assertThat(Files.readString(foreign), is("mine"));
    assertThat(files(folder).size(), is(1));
  }

  @Test
  void aForeignFileAmongItsOwnIsRefusedToo() throws IOException {
    SampleData.write(folder, 10, 1);
    Files.writeString(folder.resolve("2020-01-01.csv"), "mine");
    assertThrows(IllegalArgumentException.class, () -> SampleData.write(folder, 10, 1));
  }

  private static double share(String regex) {
    Pattern pattern = Pattern.compile(regex);
    return count(line -> pattern.matcher(line).find()) / (double) ROWS;
  }

  private static long count(Predicate<String> kind) {
    return LINES.stream().filter(kind).count();
  }

  private static SortedMap<String, byte[]> files(Path folder) throws IOException {
    TreeMap<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> listed = Files.list(folder)) {
      for (Path file : listed.toList()) {
        if (file.toString().endsWith(".csv")) {
          files.put(file.getFileName().toString(), Files.readAllBytes(file));
        }
      }
    }
    return files;
  }

  private static String sha256(Path folder) throws IOException, NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (var file : files(folder).entrySet()) {
      digest.update(file.getKey().getBytes(UTF_8));
      digest.update(file.getValue());
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
