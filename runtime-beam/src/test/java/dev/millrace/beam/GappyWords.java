package dev.millrace.beam;

import dev.millrace.Rejection;
import dev.millrace.connect.Extent;
import dev.millrace.connect.InputBatch;
import dev.millrace.connect.InputPartition;
import dev.millrace.connect.Projection;
import dev.millrace.connect.RowReader;
import dev.millrace.connect.SourceBinding;
import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Words of one partition; what begins with a question mark cannot be read. */
record GappyWords(List<String> words) implements SourceBinding<GappyWords.Word> {
  private static final long serialVersionUID = 1L;

  record Word(String text) {}

  @Override
  public String describe() {
    return "words";
  }

  @Override
  public List<Problem> check(String port, Shape<Word> shape) {
    return List.of();
  }

  @Override
  public List<InputPartition> partitions(Shape<Word> shape, long extentBytes) {
    Extent all = new Extent("words", 0, words.size(), 0);
    return List.of(new InputPartition("words", words.size(), List.of(all)));
  }

  @Override
  public RowReader<Word> open(Shape<Word> shape, Projection projection, Extent extent) {
    return new RowReader<>() {
      private int next;

      @Override
      public boolean read(InputBatch<Word> batch) {
        while (next < words.size() && !batch.isFull()) {
          give(shape, next++, batch);
        }
        return next < words.size();
      }

      @Override
      public String contentHash() {
        return "";
      }

      @Override
      public void close() {}
    };
  }

  private void give(Shape<Word> shape, int position, InputBatch<Word> batch) {
    String word = words.get(position);
    byte[] raw = word.getBytes(StandardCharsets.UTF_8);
    if (word.startsWith("?")) {
      Rejection.Failure failure = new Rejection.Failure("a word", "", "no question mark", word);
      batch.reject(position, raw, 0, raw.length, Rejection.Stage.PARSE, List.of(failure), null);
    } else {
      shape.codec(0).append(word, batch.column(0));
      batch.accept(position, raw, 0, raw.length);
    }
  }
}
