package dev.millrace.goldens;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenTest {
  @TempDir Path folder;

  @Test
  void whatIsNotThereIsWrittenWhenThatIsAskedForAndNeverAgain() throws IOException {
    Golden writing = new Golden(folder.resolve("formats"), true);
    byte[] released = new byte[120];
    Arrays.fill(released, (byte) -2);

    assertThat(writing.bytesOf("row", released), is(released));
    assertThat(writing.bytesOf("row", new byte[] {1}), is(released));
    assertThat(writing.textOf("plan.json", "{}\n"), is("{}\n"));
    assertThat(writing.textOf("plan.json", "[]\n"), is("{}\n"));

    Golden reading = new Golden(folder.resolve("formats"), false);
    assertThat(reading.bytesOf("row", new byte[] {1}), is(released));
    assertThat(reading.textOf("plan.json", "[]\n"), is("{}\n"));
  }

  @Test
  void bytesAreLinesOfHexadecimalDigitsThatAreReviewed() throws IOException {
    byte[] released = new byte[51];
    released[50] = 10;
    byte[] unused = new Golden(folder, true).bytesOf("row", released);
    assertThat(Files.readString(folder.resolve("row.hex")), is("0".repeat(100) + "\n0a\n"));
  }

  @Test
  void thoseOfAllReleasesAreThereWithTheirNames() throws IOException {
    var written =
        new Golden(folder.resolve("v1"), true).textOf("row.hex", "0a\n")
            + new Golden(folder.resolve("v1"), true).textOf("plan.json", "{}\n")
            + new Golden(folder.resolve("v2"), true).textOf("row.hex", "0b\n");
    assertThat(written, is("0a\n{}\n0b\n"));
    assertThat(
        Golden.allBelow(folder, name -> name.endsWith(".hex")),
        is(List.of("v1/row.hex", "0a\n", "v2/row.hex", "0b\n")));
  }

  @Test
  void aFileThatIsMissingIsNotMadeByItself() {
    Golden reading = new Golden(folder, false);
    AssertionError missing =
        assertThrows(AssertionError.class, () -> reading.textOf("plan.json", "{}"));
    assertThat(missing.getMessage(), containsString("plan.json"));
    assertThat(missing.getMessage(), containsString("-Dmillrace.golden=write"));
    assertThat(Files.exists(folder.resolve("plan.json")), is(false));
  }
}
