package dev.millrace.engine;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.connect.Extent;
import dev.millrace.connect.InputBatch;
import dev.millrace.connect.InputPartition;
import dev.millrace.connect.Projection;
import dev.millrace.connect.RowReader;
import dev.millrace.connect.SourceBinding;
import dev.millrace.connect.StreamReader.Reading;
import dev.millrace.engine.BoundedStream.ResumePoint;
import dev.millrace.goldens.Golden;
import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bounded source beside a stream, read by one reader after the other. */
class BoundedStreamTest {
  record Word(String text) {}

  private static final Shape<Word> SHAPE = Shape.of(Word.class);

  private final Log log = new Log();
  private final RowBuffer<Word> buffer = buffer();

  private static RowBuffer<Word> buffer() {
    return new RowBuffer<>(
        SHAPE, Projection.all(SHAPE), "words", 17, Limits.ofBatch(1).withRows(2, 0));
  }

  private BoundedStream<Word> open(byte[] resumePoint) throws IOException {
    Projection all = Projection.all(SHAPE);
    return resumePoint.length > 0
        ? BoundedStream.resume(log, SHAPE, all, resumePoint, buffer)
        : BoundedStream.begin(log, SHAPE, all, BoundedStream.listed(log, SHAPE, "words"), buffer);
  }

  private static List<Long> positions(RowBuffer.Taken<Word> taken) {
    List<Long> positions = new ArrayList<>();
    for (int i = 0; i < taken.block().size(); i++) {
      positions.add(taken.block().provenance().idLow(i));
    }
    return positions;
  }

  private List<Long> rest(BoundedStream<Word> stream) throws IOException {
    List<Long> positions = new ArrayList<>();
    while (stream.read(buffer) != Reading.ENDED) {
      positions.addAll(positions(buffer.take()));
    }
    positions.addAll(positions(buffer.take()));
    return positions;
  }

  /** Positions with gaps, cut into extents of 10 positions, some of which hold nothing. */
  private List<Long> written() {
    Random random = new Random(7);
    List<Long> positions = new ArrayList<>();
    for (long at = 0; at < 60; at += 1 + random.nextInt(4)) {
      if (at / 10 != 3) {
        positions.add(at);
        log.words.put(at, "w" + at);
      }
    }
    log.end = 60;
    return positions;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whereverItStopsAnotherReaderGoesOnBehindThat(boolean seeks) throws IOException {
    log.seeks = seeks;
    List<Long> all = written();
    for (int reads = 0; reads < 40; reads++) {
      List<Long> read = new ArrayList<>();
      BoundedStream<Word> first = open(new byte[0]);
      for (int i = 0; i < reads && first.read(buffer) != Reading.ENDED; i++) {
        read.addAll(positions(buffer.take()));
      }
      read.addAll(positions(buffer.take()));
      byte[] mark = first.resumePoint();
      first.close();

      BoundedStream<Word> second = open(mark);
      assertThat(second.resumePoint(), equalTo(mark));
      read.addAll(rest(second));
      assertThat(read, equalTo(all));
      assertThat(rest(open(second.resumePoint())), is(List.of()));
    }
  }

  @Test
  void whatComesAfterItWasFirstOpenedIsNotRead() throws IOException {
    List<Long> all = written();
    byte[] begun = open(new byte[0]).resumePoint();
    log.words.put(60L, "later");
    log.end = 61;
    assertThat(rest(open(begun)), equalTo(all));
    all.add(60L);
    assertThat(rest(open(new byte[0])), equalTo(all));
  }

  @Test
  void whatWasReadMayBeGoneWhereAReaderCanBeginBehindIt() throws IOException {
    log.seeks = true;
    List<Long> all = written();
    BoundedStream<Word> first = open(new byte[0]);
    first.read(buffer);
    int count = positions(buffer.take()).size();
    log.words.headMap(all.get(count)).clear();
    assertThat(rest(open(first.resumePoint())), equalTo(all.subList(count, all.size())));
  }

  @Test
  void anInputThatHasBecomeShorterIsAFailure() throws IOException {
    written();
    BoundedStream<Word> first = open(new byte[0]);
    first.read(buffer);
    byte[] mark = first.resumePoint();
    buffer.take();
    log.words.headMap(10L).clear();
    IOException failure = assertThrows(IOException.class, () -> rest(open(mark)));
    assertThat(failure.getMessage(), containsString("shorter"));
  }

  @Test
  void aPartitionThatIsGoneBeforeItWasOpenedIsAFailure() {
    IOException failure =
        assertThrows(IOException.class, () -> BoundedStream.listed(log, SHAPE, "others"));
    assertThat(failure.getMessage(), is("there is no others any more"));
  }

  @Test
  void aResumePointIsReadAsItWasWrittenAndInAnotherFormatRefused() throws IOException {
    ResumePoint point =
        new ResumePoint(
            List.of(new Extent("words", 4, 90, 7, "v\0w"), new Extent("words", 90, 95, 12)), 3);
    byte[] released = Golden.bytes("bounded-resume-point", point.toBytes());
    assertThat(ResumePoint.fromBytes(released), equalTo(point));
    assertThat(point.toBytes(), equalTo(released));
    released[0] = 1;
    assertThat(
        assertThrows(StepFailedException.class, () -> ResumePoint.fromBytes(released)).getMessage(),
        containsString("a bounded source's resume point in format 1, and 2 is read"));
  }

  /** Words at positions, as a log that is compacted has them: not at each. */
  private static final class Log implements SourceBinding<Word> {
    private static final long serialVersionUID = 1L;
    private final transient TreeMap<Long, String> words = new TreeMap<>();
    private long end;
    private boolean seeks;

    @Override
    public String describe() {
      return "a log";
    }

    @Override
    public List<Problem> check(String port, Shape<Word> shape) {
      return List.of();
    }

    @Override
    public List<InputPartition> partitions(Shape<Word> shape, long extentBytes) {
      List<Extent> extents = new ArrayList<>();
      for (long at = 0; at < end; at += 10) {
        extents.add(new Extent("words", at, Math.min(end, at + 10), at));
      }
      return List.of(new InputPartition("words", end, extents));
    }

    @Override
    public Optional<Extent> rest(Extent extent, long position) {
      return seeks
          ? Optional.of(new Extent(extent.partition(), position, extent.end(), position))
          : Optional.empty();
    }

    @Override
    public RowReader<Word> open(Shape<Word> shape, Projection projection, Extent extent) {
      Iterator<Long> at =
          List.copyOf(words.subMap(extent.start(), extent.end()).keySet()).iterator();
      return new RowReader<>() {
        @Override
        public boolean read(InputBatch<Word> batch) {
          while (!batch.isFull() && at.hasNext()) {
            long position = at.next();
            shape.codec(0).append(words.get(position), batch.column(0));
            batch.accept(position, new byte[1], 0, 1);
          }
          return at.hasNext();
        }

        @Override
        public String contentHash() {
          return "";
        }

        @Override
        public void close() {}
      };
    }
  }
}
