package dev.millrace.connect;

import dev.millrace.Rejection;
import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Files of numbered records, of which some cannot be read: after one of their two columns, or
 * before both. The raw bytes of a record are its number.
 *
 * @param sizes how many records each file has; numbers go on from file to file
 */
record NumberedSource(List<Integer> sizes) implements SourceBinding<NumberedSource.Numbered> {
  private static final long serialVersionUID = 1L;

  record Numbered(int number, String name) {}

  static final Shape<Numbered> SHAPE = Shape.of(Numbered.class);

  static boolean isUnreadable(long number) {
    return number % 7 == 3 || number % 11 == 0;
  }

  int records() {
    return sizes.stream().mapToInt(size -> size).sum();
  }

  @Override
  public String describe() {
    return "numbers";
  }

  @Override
  public List<Problem> check(String port, Shape<Numbered> shape) {
    return List.of();
  }

  @Override
  public List<InputPartition> partitions(Shape<Numbered> shape, long extentBytes) {
    List<InputPartition> files = new ArrayList<>();
    int from = 0;
    for (int size : sizes) {
      String name = "file-" + files.size();
      int middle = from + size / 2;
      files.add(
          new InputPartition(
              name,
              size,
              List.of(
                  new Extent(name, from, middle, 0),
                  new Extent(name, middle, from + size, size / 2))));
      from += size;
    }
    return files;
  }

  @Override
  public RowReader<Numbered> open(Shape<Numbered> shape, Projection projection, Extent extent) {
    return new RowReader<>() {
      private long next = extent.start();

      @Override
      public boolean read(InputBatch<Numbered> batch) {
        while (next < extent.end() && !batch.isFull()) {
          give(next, extent.firstPosition() + next - extent.start(), batch);
          next++;
        }
        return next < extent.end();
      }

      @Override
      public String contentHash() {
        return "";
      }

      @Override
      public void close() throws IOException {}
    };
  }

  private static void give(long number, long position, InputBatch<Numbered> batch) {
    byte[] raw = Long.toString(number).getBytes(StandardCharsets.UTF_8);
    if (number % 11 != 0) {
      SHAPE.codec(0).append((int) number, batch.column(0));
    }
    if (isUnreadable(number)) {
      Rejection.Failure failure = new Rejection.Failure("name is there", "", "a name", null);
      batch.reject(position, raw, 0, raw.length, Rejection.Stage.PARSE, List.of(failure), null);
    } else {
      SHAPE.codec(1).append("n" + number, batch.column(1));
      batch.accept(position, raw, 0, raw.length);
    }
  }
}
