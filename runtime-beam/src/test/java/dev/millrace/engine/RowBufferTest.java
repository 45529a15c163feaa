package dev.millrace.engine;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.millrace.Rejection;
import dev.millrace.connect.Projection;
import dev.millrace.record.Block;
import dev.millrace.record.Envelopes;
import dev.millrace.record.Provenance;
import dev.millrace.record.Shape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowBufferTest {
  record Word(String text) {}

  private static final Shape<Word> SHAPE = Shape.of(Word.class);
  private static final byte[] TEXT =
      "one\ntwo\n\nthree\nfour\nfive\nsix\nseven\n".getBytes(StandardCharsets.US_ASCII);
  private static final int[] STARTS = {0, 4, 9, 15, 20, 25, 29};
  private static final int[] ENDS = {3, 7, 14, 19, 24, 28, 34};

  @Test
  void rowsAcceptedAtOnceAreRowsAcceptedOneByOne() {
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      RowBuffer<Word> single = buffer(1_000);
      RowBuffer<Word> many = buffer(1_000);
      for (int block = 0; block < 3; block++) {
        for (int handOver = random.nextInt(60); handOver > 0; handOver--) {
          if (random.nextInt(5) == 0) {
            reject(single);
            reject(many);
          } else {
            int first = random.nextInt(STARTS.length);
            int count = random.nextInt(STARTS.length - first + 1);
            oneByOne(single, first, count);
            atOnce(many, first, count);
          }
        }
        assertThat(described(many), is(described(single)));
      }
    }
  }

  @Test
  void rowsWithoutBytesAcceptedAtOnceAreRowsAcceptedOneByOne() {
    RowBuffer<Word> single = buffer(1_000);
    RowBuffer<Word> many = buffer(1_000);
    for (RowBuffer<Word> each : List.of(single, many)) {
      oneByOne(each, 0, 2);
      reject(each);
      for (int i = 0; i < 5; i++) {
        each.column(0).appendUtf8(TEXT, STARTS[i], ENDS[i]);
      }
    }
    for (int i = 0; i < 5; i++) {
      single.accept(900 + i, new byte[0], 0, 0);
    }
    many.accept(900, 5);
    assertThat(described(many), is(described(single)));
  }

  @Test
  void aBufferHasRoomForWhatIsMissingToABlock() {
    RowBuffer<Word> buffer = buffer(10);
    atOnce(buffer, 0, 7);
    assertThat(buffer.room(), is(3));
    reject(buffer);
    assertThat(buffer.room(), is(2));
    buffer.atMost(9);
    assertThat(buffer.room(), is(1));
    oneByOne(buffer, 0, 1);
    assertThat(buffer.room(), is(0));
  }

  @Test
  void whatARecordCameWithIsToldByWhoHandedItOver() {
    RowBuffer<Word> buffer = buffer(100);
    buffer.cameWith(handedOverAt(1));
    oneByOne(buffer, 0, 2);
    buffer.cameWith(handedOverAt(2));
    oneByOne(buffer, 2, 1);
    buffer.reject(103, TEXT, 0, 3, Rejection.Stage.READ, List.of(), null);
    buffer.cameWith(handedOverAt(3));
    RowBuffer.Taken<Word> taken = buffer.take();

    Provenance provenance = taken.block().provenance();
    assertThat(provenance.frame(100), is(new byte[] {1, 100}));
    assertThat(provenance.frame(101), is(new byte[] {1, 101}));
    assertThat(provenance.frame(102), is(new byte[] {2, 102}));
    assertThat(provenance.arrivedAt(101), is(1101L));
    assertThat(provenance.arrivedAt(102), is(2102L));
    assertThat(taken.unreadable().get(0).frame()[0], is((byte) 2));
    oneByOne(buffer, 0, 1);
    Provenance without = buffer.take().block().provenance();
    assertThat(without.frame(100), is((byte[]) null));
    assertThat(without.arrivedAt(100), is(Envelopes.UNKNOWN));
  }

  private static Envelopes handedOverAt(int time) {
    return new Envelopes() {
      @Override
      public byte[] frame(long position) {
        return new byte[] {(byte) time, (byte) position};
      }

      @Override
      public long arrivedAt(long position) {
        return 1000L * time + position;
      }
    };
  }

  private static RowBuffer<Word> buffer(int rows) {
    return new RowBuffer<>(
        SHAPE, Projection.all(SHAPE), "words", 17, Limits.ofBatch(1).withRows(rows, 0));
  }

  private static void oneByOne(RowBuffer<Word> buffer, int first, int count) {
    for (int row = first; row < first + count; row++) {
      buffer.column(0).appendUtf8(TEXT, STARTS[row], ENDS[row]);
      buffer.accept(100L + row, TEXT, STARTS[row], ENDS[row]);
    }
  }

  private static void atOnce(RowBuffer<Word> buffer, int first, int count) {
    long[] positions = new long[count];
    int[] starts = new int[count];
    int[] ends = new int[count];
    for (int i = 0; i < count; i++) {
      positions[i] = 100L + first + i;
      starts[i] = STARTS[first + i];
      ends[i] = ENDS[first + i];
      buffer.column(0).appendUtf8(TEXT, starts[i], ends[i]);
    }
    buffer.acceptAll(positions, TEXT, starts, ends, count);
  }

  private static void reject(RowBuffer<Word> buffer) {
    buffer.reject(7, TEXT, 0, 3, Rejection.Stage.READ, List.of(), null);
  }

  /** Rows with their ids and bytes, and the positions of all records. */
  private static List<Object> described(RowBuffer<Word> buffer) {
    RowBuffer.Taken<Word> taken = buffer.take();
    List<Object> all = new ArrayList<>();
    Block<Word> block = taken.block();
    for (int row = 0; row < block.size(); row++) {
      byte[] raw = block.provenance().raw(row);
      all.add(raw == null ? "none" : new String(raw, StandardCharsets.US_ASCII));
      all.add(block.provenance().idLow(row));
      all.add(block.row(row));
    }
    for (long position : taken.records().positions()) {
      all.add(position);
    }
    all.add(taken.unreadable().size());
    return all;
  }
}
