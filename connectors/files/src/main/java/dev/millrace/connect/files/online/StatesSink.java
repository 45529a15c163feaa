package dev.millrace.connect.files.online;

import dev.millrace.connect.RowWriter;
import dev.millrace.connect.SinkBinding;
import dev.millrace.feature.KeyState;
import dev.millrace.plan.Problem;
import dev.millrace.publish.Succession;
import dev.millrace.record.Block;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** The states of one version of a view, in files. */
record StatesSink(StatePlace place) implements SinkBinding<KeyState> {
  private static final long serialVersionUID = 1L;

  @Override
  public String describe() {
    return "files store " + place.store();
  }

  @Override
  public List<Problem> check(String port, Shape<KeyState> shape) {
    return List.of();
  }

  @Override
  public String folder() {
    return place.folder().toString();
  }

  @Override
  public String extension() {
    return StateFile.EXTENSION;
  }

  @Override
  public Optional<Succession> succession() {
    return Optional.of(new NewestStates(place));
  }

  @Override
  public RowWriter<KeyState> writer(Shape<KeyState> shape, OutputStream out) throws IOException {
    return new Part(new StateFile.Writer(place, out));
  }

  /** A part that is being written. */
  private final class Part implements RowWriter<KeyState> {
    private final StateFile.Writer out;

    private Part(StateFile.Writer out) {
      this.out = out;
    }

    @Override
    public void write(Block<KeyState> block, Selection rows) throws IOException {
      for (int i = 0; i < rows.size(); i++) {
        KeyState state = block.row(rows.get(i)).mustBeOf(place.title(), place.fingerprint());
        out.write(state.key(), state.revision(), state.state());
      }
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
