package dev.millrace.engine;

import dev.millrace.feature.AskedHistories.FactsGone;
import dev.millrace.feature.FactOrder;
import dev.millrace.plan.Step;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Mix;
import java.io.IOException;
import java.util.List;

/**
 * What is left of a key that has more facts and questions than one worker should answer alone, cut
 * by time into segments that go through the shuffle once more, each as if it were a key of its own.
 * A segment begins with the facts before it that its questions can see, so segments are independent
 * of each other.
 *
 * <p>Cost: a fact is sent with each segment that can see it. A segment is at least half as long as
 * what it begins with, so about four times the facts are sent however far a view looks back; where
 * it looks at all that ever was, a third of the key is one segment. Memory: that of {@link
 * HeldEntries}.
 */
final class HotKey implements AutoCloseable {
  private static final int SHIPPED_BYTES = 1 << 20;

  private final Step.AsOf step;
  private final Partials partials;
  private final Limits limits;
  private final byte[] layout;
  private final List<View> views;
  private final TimedKey key = new TimedKey();
  private final ByteOutput packed = new ByteOutput();
  private final ByteOutput sortKey = new ByteOutput();
  private final ByteOutput payload = new ByteOutput();
  private HeldEntries seen;
  private byte[] prefix = new byte[0];
  private int segment;
  private int size;

  /** Facts that the segment began with. */
  private int carried;

  private boolean isOn;

  /** What is known of a view's facts. */
  private record View(FactsGone gone, FactOrder order) {}

  HotKey(Step.AsOf step, Partials partials, Limits limits) {
    this.step = step;
    this.partials = partials;
    this.limits = limits;
    this.layout = StateLayout.of(step, limits.shuffleGroups()).head();
    this.views =
        step.uses().stream()
            .map(use -> new View(new FactsGone(use.view()), new FactOrder(use.view())))
            .toList();
    this.seen = new HeldEntries(limits.foldBytes());
  }

  /** Whether a key is being cut. */
  boolean isOn() {
    return isOn;
  }

  /**
   * Begins with a key.
   *
   * @param group what the sort keys of the key's entries begin with
   */
  void begin(byte[] group) {
    prefix = group;
    isOn = true;
    segment = 0;
    size = limits.keyEntries();
    carried = 0;
    views.forEach(view -> view.gone().begin());
  }

  /** What is remembered of facts of a view that are gone already. */
  void remember(int view, ByteOutput departed) {
    views.get(view).gone().restore(new ByteInput(departed.array(), 0, departed.size()));
  }

  /** A fact before the first segment that may still be seen. */
  void carry(int view, FactOrder order, ByteOutput fields) throws IOException {
    sortKey.clear();
    sortKey.writeBytes(prefix, 0, prefix.length);
    TimedKey.end(order.time(), AsOfSides.of(step, view + 1), sortKey);
    order.write(sortKey);
    payload.clear();
    payload.writeLong(order.idHigh());
    payload.writeLong(order.idLow());
    payload.writeBytes(fields.array(), 0, fields.size());
    ByteOutput out = new ByteOutput(Entry.HEADER + sortKey.size() + payload.size());
    Entry.write(sortKey, payload, out);
    Entry entry = new Entry();
    entry.at(out.array(), 0, out.size());
    seen.add(entry);
  }

  /** The next entry of the key. */
  void add(Entry entry) throws IOException {
    key.read(entry);
    // What a new segment begins with is read into the same key.
    boolean isFact = key.side() != AsOfSides.questions(step);
    if (size >= Math.max(limits.keyEntries() / 2, carried / 2)) {
      nextSegment(key.time());
    }
    write(entry);
    size++;
    if (isFact) {
      seen.add(entry);
    }
  }

  /** Sends what was cut, and begins a segment with the facts that are seen from a time on. */
  private void nextSegment(long from) throws IOException {
    ship();
    segment++;
    size = 0;
    carried = 0;
    HeldEntries before = seen;
    seen = new HeldEntries(limits.foldBytes());
    views.forEach(view -> view.gone().beginAgain());
    try (before) {
      before.forEach(entry -> carry(entry, from));
    }
    mark();
  }

  private void carry(Entry entry, long from) throws IOException {
    key.read(entry);
    View view = views.get(key.side() - 1);
    view.order().read(key.time(), key.order());
    ByteInput fields = entry.payload();
    fields.skip(2 * Long.BYTES);
    if (!view.gone().isGone(view.order(), fields, from)) {
      seen.add(entry);
      write(entry);
      carried++;
    }
  }

  /** What is gone is remembered in front of the facts of the segment. */
  private void mark() {
    payload.clear();
    payload.writeLong(0);
    payload.writeLong(0);
    boolean isAny = false;
    for (View view : views) {
      boolean isTold = view.gone().toldBefore() > Long.MIN_VALUE;
      payload.writeByte(isTold ? 1 : 0);
      if (isTold) {
        view.gone().write(payload);
        isAny = true;
      }
    }
    if (isAny) {
      beginSortKey();
      TimedKey.end(Long.MIN_VALUE, TimedKey.MARK, sortKey);
      Entry.write(sortKey, payload, out());
    }
  }

  private void beginSortKey() {
    sortKey.clear();
    sortKey.writeBytes(prefix, 0, prefix.length);
    sortKey.writeInt(segment);
    SortKey.endGroup(sortKey);
  }

  /** Writes an entry as one of the segment. */
  private void write(Entry entry) {
    beginSortKey();
    ByteInput rest = entry.sortKey();
    rest.skip(prefix.length);
    sortKey.writeBytes(rest.array(), rest.position(), rest.remaining());
    ByteInput bytes = entry.payload();
    payload.clear();
    payload.writeBytes(bytes.array(), bytes.position(), bytes.remaining());
    Entry.write(sortKey, payload, out());
    if (packed.size() >= SHIPPED_BYTES) {
      ship();
    }
  }

  private ByteOutput out() {
    if (packed.size() == 0) {
      Packing.begin(layout, packed);
    }
    return packed;
  }

  private void ship() {
    if (packed.size() > 0) {
      long spread = Mix.of(prefix, 0, prefix.length) + segment;
      int group = Math.floorMod(spread, limits.shuffleGroups());
      partials.ship(step, group, TimeSpan.ALL, packed.toByteArray());
      packed.clear();
    }
  }

  /** The key has no other entries. */
  void end() {
    if (isOn) {
      ship();
      seen.clear();
      isOn = false;
    }
  }

  @Override
  public void close() {
    seen.close();
  }
}
