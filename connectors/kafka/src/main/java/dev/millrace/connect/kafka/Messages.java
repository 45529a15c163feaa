package dev.millrace.connect.kafka;

import dev.millrace.Rejection.Failure;
import dev.millrace.Rejection.Stage;
import dev.millrace.connect.InputBatch;
import dev.millrace.connect.Projection;
import dev.millrace.connect.files.binding.RecordDecoder;
import dev.millrace.connect.files.binding.RecordFormat;
import dev.millrace.connect.files.binding.ValueFailure;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import dev.millrace.record.Kind;
import dev.millrace.record.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Turns the messages of a poll into rows. Their values are laid one behind the other and read by
 * the format as many at a time as it can. For one thread.
 */
final class Messages {
  private static final int MOST = 512;
  private static final int MOST_BYTES = 1 << 18;
  private static final byte[] NOTHING = {};

  private final Shape<?> shape;
  private final MessageColumns columns;
  private final MessageValues values;
  private final RecordDecoder decoder;
  private final List<Component> inValue;
  private final int[] starts = new int[MOST];
  private final int[] ends = new int[MOST];
  private final long[] offsets = new long[MOST];
  private final @Nullable Object[][] parts = new Object[MOST][];
  private byte[] bytes = new byte[1 << 16];
  private int size;
  private int count;

  Messages(
      RecordFormat format,
      MessageColumns columns,
      Shape<?> shape,
      Projection projection,
      String partition) {
    this.shape = shape;
    this.columns = columns;
    this.values = new MessageValues(columns, shape, partition);
    this.decoder = format.decoder(shape, columns.components(), projection, partition);
    this.inValue = RecordFormat.inRecord(shape, columns.components());
  }

  /**
   * Gives messages to a batch until it is full.
   *
   * @param from the index of the first
   * @return the index behind the last that was given
   */
  int give(List<ConsumerRecord<byte[], byte[]>> messages, int from, InputBatch<?> batch) {
    batch.cameWith(new Polled(messages));
    int next = from;
    while (next < messages.size() && !batch.isFull()) {
      int most = Math.min(Math.min(MOST, batch.room()), messages.size() - next);
      int first = next;
      List<Failure> failures = List.of();
      size = 0;
      count = 0;
      while (count < most && size < MOST_BYTES && failures.isEmpty()) {
        ConsumerRecord<byte[], byte[]> message = messages.get(next);
        parts[count] = values.room();
        failures = values.read(message, parts[count]);
        if (!failures.isEmpty() || message.value() == null) {
          break;
        }
        lay(message.value());
        next++;
      }
      read(messages, first, batch);
      if (next - first < most && size < MOST_BYTES) {
        giveAlone(messages.get(next), failures, batch);
        next++;
      }
    }
    return next;
  }

  private void lay(byte[] value) {
    int needed = size + value.length + 1 + RecordDecoder.PADDING;
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
    }
    System.arraycopy(value, 0, bytes, size, value.length);
    starts[count] = size;
    size += value.length;
    ends[count++] = size;
    bytes[size++] = '\n';
  }

  private void read(List<ConsumerRecord<byte[], byte[]>> messages, int first, InputBatch<?> batch) {
    if (count > 0) {
      Arrays.fill(bytes, size, size + RecordDecoder.PADDING, (byte) 0);
      decoder.decode(bytes, starts, ends, count, new Rows(batch, messages, first));
    }
  }

  /** A message whose parts cannot be had, or one without a value. */
  private void giveAlone(
      ConsumerRecord<byte[], byte[]> message, List<Failure> failures, InputBatch<?> batch) {
    byte[] value = message.value() == null ? NOTHING : message.value();
    if (!failures.isEmpty()) {
      batch.reject(message.offset(), value, 0, value.length, Stage.PARSE, failures, null);
    } else if (columns.change() == null) {
      Failure none = ValueFailure.of("message has a value", "a value", "none: a tombstone");
      batch.reject(message.offset(), value, 0, 0, Stage.READ, List.of(none), null);
    } else {
      for (Component component : inValue) {
        ColumnBuilder column = batch.column(component.index());
        if (component.nullable() || component.kind() != Kind.OPTIONAL) {
          column.appendNull();
        } else {
          column.appendObject(Optional.empty());
        }
      }
      values.append(parts[count], batch);
      batch.accept(message.offset(), value, 0, 0);
    }
  }

  /** No more messages come. */
  void end() {
    decoder.end();
    values.end();
  }

  /** The batch as the format sees it: a record's position is its index. */
  private final class Rows implements InputBatch<Object> {
    private final InputBatch<?> batch;
    private final List<ConsumerRecord<byte[], byte[]>> messages;
    private final int first;

    private Rows(InputBatch<?> batch, List<ConsumerRecord<byte[], byte[]>> messages, int first) {
      this.batch = batch;
      this.messages = messages;
      this.first = first;
    }

    private long offset(long index) {
      return messages.get(first + (int) index).offset();
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
    public int room() {
      return MOST;
    }

    @Override
    public ColumnBuilder column(int component) {
      return batch.column(component);
    }

    @Override
    public void accept(long index, byte[] raw, int from, int to) {
      values.append(parts[(int) index], batch);
      batch.accept(offset(index), raw, from, to);
    }

    @Override
    public void acceptAll(long[] indexes, byte[] raw, int[] from, int[] to, int rows) {
      for (int i = 0; i < rows; i++) {
        values.append(parts[(int) indexes[i]], batch);
        offsets[i] = offset(indexes[i]);
      }
      batch.acceptAll(offsets, raw, from, to, rows);
    }

    @Override
    public void reject(
        long index,
        byte[] raw,
        int from,
        int to,
        Stage stage,
        List<Failure> failures,
        @Nullable Throwable exception) {
      batch.reject(offset(index), raw, from, to, stage, failures, exception);
    }
  }
}
