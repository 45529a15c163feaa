package dev.millrace.connect.kafka;

import dev.millrace.Rejection.Failure;
import dev.millrace.Rejection.Stage;
import dev.millrace.connect.InputBatch;
import dev.millrace.connect.Projection;
import dev.millrace.connect.files.binding.ColumnNames;
import dev.millrace.connect.files.binding.RecordDecoder;
import dev.millrace.connect.files.binding.ValueFailure;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import dev.millrace.record.Kind;
import dev.millrace.record.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the components of keys that are objects, by the names of their fields. For one thread.
 *
 * <p>The format's reader sees each key as a batch of one row, whose columns are this reader's own.
 */
final class KeyReader {
  private final Shape<?> shape;
  private final List<Component> components;
  private final ColumnBuilder[] columns;
  private final RecordDecoder decoder;
  private List<Failure> failures = List.of();

  /**
   * @param partition for messages
   */
  KeyReader(MessageKey key, Shape<?> shape, String partition) {
    this.shape = shape;
    this.components = key.in(shape);
    this.columns = new ColumnBuilder[shape.components().size()];
    for (Component component : components) {
      columns[component.index()] = shape.builder(component.index(), 1);
    }
    List<String> elsewhere =
        shape.components().stream().map(Component::name).filter(name -> !key.has(name)).toList();
    this.decoder =
        key.format().decoder(shape, elsewhere, Projection.all(shape), "the keys of " + partition);
  }

  /** How many values a key has. */
  int size() {
    return components.size();
  }

  /**
   * Reads a key.
   *
   * @param values gets those of the components
   * @param from the index of the first
   * @return why they cannot be had; empty when they can
   */
  List<Failure> read(byte @Nullable [] key, @Nullable Object[] values, int from) {
    failures = List.of();
    if (key == null) {
      noKey(values, from);
      return failures;
    }
    components.forEach(component -> columns[component.index()].truncate(0));
    byte[] framed = Arrays.copyOf(key, key.length + 1 + RecordDecoder.PADDING);
    framed[key.length] = '\n';
    decoder.decode(framed, new int[] {0}, new int[] {key.length}, 1, new OneKey(values, from));
    return failures;
  }

  private void noKey(@Nullable Object[] values, int from) {
    for (int i = 0; i < components.size(); i++) {
      Component component = components.get(i);
      values[from + i] = component.kind() == Kind.OPTIONAL ? Optional.empty() : null;
      if (!ColumnNames.mayBeMissing(component)) {
        add(component.name() + " is " + component.type().describe(), "a key", null);
      }
    }
  }

  private void add(String rule, String expected, @Nullable String observed) {
    failures = failures.isEmpty() ? new ArrayList<>() : failures;
    failures.add(ValueFailure.of("key: " + rule, expected, observed));
  }

  /** Appends the values of a key to the columns of its row. */
  void append(@Nullable Object[] values, int from, InputBatch<?> batch) {
    for (int i = 0; i < components.size(); i++) {
      int index = components.get(i).index();
      shape.codec(index).append(values[from + i], batch.column(index));
    }
  }

  /** No more keys come. */
  void end() {
    decoder.end();
  }

  /** One key, as a row of which nothing but the key is there. */
  private final class OneKey implements InputBatch<Object> {
    private final @Nullable Object[] values;
    private final int from;

    OneKey(@Nullable Object[] values, int from) {
      this.values = values;
      this.from = from;
    }

    @Override
    @SuppressWarnings("unchecked") // the same shape, whose rows nobody looks at here
    public Shape<Object> shape() {
      return (Shape<Object>) shape;
    }

    @Override
    public boolean isFull() {
      return false;
    }

    @Override
    public ColumnBuilder column(int component) {
      return columns[component];
    }

    @Override
    public void accept(long index, byte[] raw, int start, int end) {
      for (int i = 0; i < components.size(); i++) {
        int component = components.get(i).index();
        values[from + i] = shape.codec(component).value(columns[component].build(), 0);
      }
    }

    @Override
    public void reject(
        long index,
        byte[] raw,
        int start,
        int end,
        Stage stage,
        List<Failure> why,
        @Nullable Throwable exception) {
      why.forEach(failure -> add(failure.rule(), failure.expected(), failure.observed()));
    }
  }
}
