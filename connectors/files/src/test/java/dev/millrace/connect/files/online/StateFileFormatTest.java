package dev.millrace.connect.files.online;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.goldens.Golden;
import dev.millrace.plan.ProblemsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of online views, as released versions wrote them. */
class StateFileFormatTest {
  @TempDir Path folder;

  @Test
  void theFileOfTheFirstReleaseIsReadAndWritten() throws IOException {
    StatePlace place = new StatePlace("store", new ViewVersion("spend@1", "0123456789abcdef"));
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    try (StateFile.Writer writer = new StateFile.Writer(place, written)) {
      writer.write(new byte[] {1, 2}, new byte[] {3}, new byte[] {4, 5, 6});
      writer.write(new byte[] {7}, new byte[0], new byte[] {8});
    }
    byte[] released = Golden.bytes("online-view", written.toByteArray());
    Path file = Files.write(folder.resolve("golden.states"), released);

    List<String> states = new ArrayList<>();
    StateFile.read(
        place,
        file,
        (key, revision, state) -> states.add(hex(key) + " " + hex(revision) + " " + hex(state)));

    assertThat(states, contains("0102 03 040506", "07  08"));
    assertThat(written.toByteArray(), is(released));

    released[Integer.BYTES]++;
    Files.write(file, released);
    ProblemsException refused =
        assertThrows(
            ProblemsException.class,
            () -> StateFile.read(place, file, (key, revision, state) -> {}));
    assertThat(refused.getMessage(), containsString("MR-C143"));
    assertThat(refused.getMessage(), containsString("format 2, and this release reads format 1"));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
