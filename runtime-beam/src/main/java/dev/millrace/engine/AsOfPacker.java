package dev.millrace.engine;

import dev.millrace.feature.FactReader;
import dev.millrace.feature.FeatureException;
import dev.millrace.feature.PartlyAnswered;
import dev.millrace.feature.ViewKey;
import dev.millrace.plan.Step;
import dev.millrace.plan.ViewUse;
import dev.millrace.record.Block;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Mix;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Packs the rows of one input of an as-of join: a sort key ({@link TimedKey}), the id of the row,
 * and what is needed of it behind the shuffle. Not thread-safe.
 */
abstract sealed class AsOfPacker {
  private final int side;
  private final Packing packing;
  private final ByteOutput sortKey = new ByteOutput();
  private final ByteOutput payload = new ByteOutput();

  private AsOfPacker(int side, Packing packing) {
    this.side = side;
    this.packing = packing;
  }

  static AsOfPacker of(Step.AsOf step, int input, Packing packing) {
    return input == 0 ? new Asking(step, packing) : new Facts(step, input, packing);
  }

  /** Turns to another block. */
  abstract void turnTo(Block<?> block);

  /** Turns to a row of the block; says whether it has a key. */
  abstract boolean read(int row);

  abstract void writeKey(int row, ByteOutput out);

  /** Writes what orders rows of one time. */
  abstract void writeOrder(int row, ByteOutput out);

  abstract void writePayload(int row, ByteOutput out);

  /** Packs a row of the block. */
  final void pack(int row, Provenance provenance) {
    boolean hasKey = read(row);
    long time = provenance.eventTime(row);
    long idHigh = provenance.idHigh(row);
    long idLow = provenance.idLow(row);
    TimedKey.begin(hasKey, sortKey);
    if (hasKey) {
      writeKey(row, sortKey);
    }
    long group = SortKey.endGroup(sortKey);
    // Rows without a key belong together nowhere, so they need not go to one place.
    long spread = hasKey ? group : Mix.of(idHigh, idLow);
    TimedKey.end(time, side, sortKey);
    writeOrder(row, sortKey);
    payload.clear();
    payload.writeLong(idHigh);
    payload.writeLong(idLow);
    writePayload(row, payload);
    Entry.write(sortKey, payload, packing.since(time, packing.group(spread)));
    packing.wrote(Entry.HEADER + sortKey.size() + payload.size());
  }

  /** The facts of a view. */
  private static final class Facts extends AsOfPacker {
    private final Step.AsOf step;
    private final ViewUse use;
    private final FactReader reader;
    private @Nullable Provenance provenance;

    private Facts(Step.AsOf step, int input, Packing packing) {
      super(AsOfSides.of(step, input), packing);
      this.step = step;
      this.use = step.uses().get(input - 1);
      this.reader = new FactReader(use.view());
    }

    @Override
    void turnTo(Block<?> block) {
      reader.turnTo(block);
      provenance = block.provenance();
    }

    @Override
    boolean read(int row) {
      try {
        reader.read(row);
      } catch (FeatureException e) {
        throw AsOfProblem.failed(step, e);
      }
      long eventTime = provenance == null ? 0 : provenance.eventTime(row);
      if (reader.order().time() != eventTime) {
        throw AsOfProblem.otherTime(step, use.view(), reader.order().time(), eventTime);
      }
      return reader.hasKey();
    }

    @Override
    void writeKey(int row, ByteOutput out) {
      reader.writeKey(out);
    }

    @Override
    void writeOrder(int row, ByteOutput out) {
      reader.order().write(out);
    }

    @Override
    void writePayload(int row, ByteOutput out) {
      reader.write(out);
    }
  }

  /** The rows that ask. */
  private static final class Asking extends AsOfPacker {
    private final Step.AsOf step;
    private final ViewKey key;
    private final RowBytes bytes;
    private final List<@Nullable FactReader> selves = new ArrayList<>();
    private final @Nullable DecodedColumns decoded;
    private @Nullable Block<?> block;
    private int[] places = new int[0];

    private Asking(Step.AsOf step, Packing packing) {
      super(AsOfSides.questions(step), packing);
      this.step = step;
      this.key = new ViewKey(step.asking(), step.key());
      this.bytes = new RowBytes(step.asking());
      this.decoded =
          step.before().isEmpty()
              ? null
              : new DecodedColumns(step.asking(), step.asking().components());
      for (ViewUse use : step.uses()) {
        selves.add(use.bound().isOfSelf() ? new FactReader(use.view()) : null);
      }
    }

    @Override
    void turnTo(Block<?> next) {
      block = next;
      Block<?> asking = decoded == null ? next : asking(next, decoded);
      key.turnTo(asking);
      bytes.turnTo(asking);
      for (FactReader self : selves) {
        if (self != null) {
          self.turnTo(asking);
        }
      }
    }

    /** The asking rows of rows that are partly answered, one behind the other. */
    private Block<?> asking(Block<?> partly, DecodedColumns into) {
      Selection live = partly.live();
      places = new int[partly.size()];
      long[] idHigh = new long[live.size()];
      long[] idLow = new long[live.size()];
      for (int place = 0; place < live.size(); place++) {
        int row = live.get(place);
        places[row] = place;
        idHigh[place] = partly.provenance().idHigh(row);
        idLow[place] = partly.provenance().idLow(row);
        into.read(new ByteInput(answered(partly, row).row()));
      }
      Provenance provenance = Provenance.of("", idHigh, idLow);
      return Block.ofColumns(step.asking(), into.take(), live.size(), provenance);
    }

    /** Where the asking row of a row stands in the block that is read. */
    private int place(int row) {
      return decoded == null ? row : places[row];
    }

    private static PartlyAnswered answered(Block<?> partly, int row) {
      return (PartlyAnswered) partly.row(row);
    }

    @Override
    boolean read(int row) {
      bytes.read(place(row));
      for (FactReader self : selves) {
        if (self != null) {
          self.read(place(row));
        }
      }
      return key.isPresent(place(row));
    }

    @Override
    void writeKey(int row, ByteOutput out) {
      key.write(place(row), out);
    }

    @Override
    void writeOrder(int row, ByteOutput out) {
      bytes.writeHash(out);
    }

    @Override
    void writePayload(int row, ByteOutput out) {
      for (FactReader self : selves) {
        if (self != null) {
          self.order().write(out);
        }
      }
      if (decoded == null) {
        bytes.write(out);
        out.writeByteArray(new byte[0]);
      } else {
        PartlyAnswered partly = answered(Objects.requireNonNull(block), row);
        out.writeByteArray(partly.row());
        out.writeByteArray(partly.answers());
      }
    }
  }
}
