package dev.millrace.connect.files.online;

import dev.millrace.feature.KeyState;
import dev.millrace.publish.Succession;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run leaves of the states before it: those of keys that it has not written, and those that
 * are newer than what it has written (SEMANTICS S14). They become one part beside its own.
 *
 * <p>Memory: key and revision of all states before it, about 250 bytes each.
 */
record NewestStates(StatePlace place) implements Succession {
  private static final long serialVersionUID = 1L;

  /** Where the newest state of a key stands. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares these
  private record Found(int part, byte[] revision) {}

  @Override
  public void carry(Path earlier, Path parts, Path into) throws IOException {
    List<Path> before = StatePlace.parts(earlier);
    Map<ByteBuffer, Found> newest = new HashMap<>();
    for (int part = 0; part < before.size(); part++) {
      int index = part;
      StateFile.read(
          place,
          before.get(part),
          (key, revision, state) -> {
            Found known = newest.get(ByteBuffer.wrap(key));
            if (known == null || !KeyState.isOlder(revision, known.revision())) {
              newest.put(ByteBuffer.wrap(key), new Found(index, revision));
            }
          });
    }
    for (Path part : StatePlace.parts(parts)) {
      StateFile.read(
          place,
          part,
          (key, revision, state) ->
              newest.computeIfPresent(
                  ByteBuffer.wrap(key),
                  (same, known) -> KeyState.isOlder(revision, known.revision()) ? known : null));
    }
    if (!newest.isEmpty()) {
      write(before, newest, into.resolve(StatePlace.CARRIED + StateFile.EXTENSION));
    }
  }

  private void write(List<Path> before, Map<ByteBuffer, Found> newest, Path file)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
      try (StateFile.Writer writer = new StateFile.Writer(place, out)) {
        for (int part = 0; part < before.size(); part++) {
          int index = part;
          StateFile.read(
              place,
              before.get(part),
              (key, revision, state) -> {
                Found found = newest.get(ByteBuffer.wrap(key));
                if (found != null
                    && found.part() == index
                    && !KeyState.isOlder(revision, found.revision())) {
                  writer.write(key, revision, state);
                  newest.remove(ByteBuffer.wrap(key));
                }
              });
        }
      }
      channel.force(true);
    }
  }
}
