package dev.millrace.feature;

import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.Block;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Mix;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Answers for a feature view in a plain JVM: the values that a training set or a stream would have,
 * bit for bit. Facts may come in any order; a question may be asked for any time since the last
 * {@link #evict}.
 *
 * <p>Thread-safe: keys are dealt to 64 partitions, each with a lock of its own, so any number of
 * threads may write and read. An answer sees all facts whose {@link #update} has returned.
 *
 * <p>Cost: a question looks at the facts of its key that lie in the view's windows. Memory: about
 * 60 bytes and the columns that features read for each fact; without {@link #evict} it is never
 * given back.
 *
 * @param <K> the key's type
 * @param <T> the facts
 * @param <F> the features
 */
public final class FeatureEvaluator<K, T, F> {
  private static final int PARTITIONS = 64;

  private final ViewDefinition view;
  private final HistoryState states;
  private final Shape<T> facts;
  private final Shape<F> features;
  private final KeyValues keys;
  private final ServingPartition[] partitions = new ServingPartition[PARTITIONS];
  // Facts that nothing identifies are each one of their own, also next to those of other processes.
  private final long idHigh = UUID.randomUUID().getMostSignificantBits();
  private final AtomicLong nextId = new AtomicLong();

  @SuppressWarnings("unchecked") // the view's facts are of T: its builder has said so
  private FeatureEvaluator(ViewDefinition view, Class<F> features) {
    this.view = view;
    this.states = new HistoryState(view);
    this.facts = (Shape<T>) view.facts();
    this.features = Shape.of(features);
    this.keys = new KeyValues(view);
    for (int i = 0; i < PARTITIONS; i++) {
      partitions[i] = new ServingPartition(view, states);
    }
  }

  /** An evaluator that has no facts yet. */
  public static <K, T, F> FeatureEvaluator<K, T, F> of(ViewDefinition view, Class<F> features) {
    return new FeatureEvaluator<>(view, features);
  }

  /**
   * Takes a fact, or a change of facts where the view says which column tells. A fact without a key
   * is not kept; a second delivery of one that the view can identify changes nothing.
   *
   * @throws NullPointerException when a component is null that may not be
   * @throws FeatureException when a condition of the view throws
   */
  public void update(T fact) {
    Block<T> block =
        Block.ofRows(
            facts,
            new Object[] {fact},
            Selection.all(1),
            Provenance.of("", new long[] {idHigh}, new long[] {nextId.getAndIncrement()}));
    FactReader reader = new FactReader(view);
    reader.turnTo(block);
    reader.read(0);
    if (reader.hasKey()) {
      ByteOutput key = new ByteOutput(32);
      reader.writeKey(key);
      KeyBytes bytes = KeyBytes.of(key);
      partition(bytes).update(bytes, reader);
    }
  }

  /**
   * The features of a key at a time.
   *
   * @param key null for a question without a key: all features are as of a key without facts
   * @param at in microseconds, rounded down
   * @throws IllegalArgumentException when the time is before the last {@link #evict}, or before
   *     what the key's state answers that was taken with {@link #restore}
   */
  public F get(@Nullable K key, Instant at) {
    return ask(key, at).features();
  }

  /** {@link #get} of several keys, in their order. */
  public List<F> getAll(List<? extends @Nullable K> wanted, Instant at) {
    long time = micros(at);
    List<@Nullable F> found = new ArrayList<>();
    List<List<Integer>> byPartition = new ArrayList<>();
    List<@Nullable KeyBytes> bytes = new ArrayList<>();
    for (int i = 0; i < PARTITIONS; i++) {
      byPartition.add(new ArrayList<>());
    }
    for (int i = 0; i < wanted.size(); i++) {
      KeyBytes key = keys.of(wanted.get(i));
      bytes.add(key);
      found.add(null);
      byPartition.get(key == null ? 0 : indexOf(key)).add(i);
    }
    for (int i = 0; i < PARTITIONS; i++) {
      List<Integer> places = byPartition.get(i);
      if (!places.isEmpty()) {
        Block<?> rows =
            partitions[i].answer(places.stream().map(bytes::get).toList(), time).features();
        for (int row = 0; row < places.size(); row++) {
          found.set(places.get(row), features.type().cast(rows.row(row)));
        }
      }
    }
    List<F> all = new ArrayList<>();
    found.forEach(each -> all.add(java.util.Objects.requireNonNull(each)));
    return all;
  }

  /** {@link #get}, and why each feature has its value. */
  public FeatureAnswer<F> ask(@Nullable K key, Instant at) {
    KeyBytes bytes = keys.of(key);
    long time = micros(at);
    List<@Nullable KeyBytes> one = new ArrayList<>();
    one.add(bytes);
    Answers answers = (bytes == null ? partitions[0] : partition(bytes)).answer(one, time);
    int components = features.components().size();
    FeatureStatus[] statuses = new FeatureStatus[components];
    long[] newest = new long[components];
    for (int i = 0; i < components; i++) {
      FeatureStatus @Nullable [] ofComponent = answers.statuses()[i];
      long @Nullable [] newestOf = answers.newest()[i];
      statuses[i] = ofComponent == null ? null : ofComponent[0];
      newest[i] = newestOf == null ? Answers.NONE : newestOf[0];
    }
    F value = features.type().cast(answers.features().row(0));
    return new FeatureAnswer<>(features, value, time, statuses, newest);
  }

  /**
   * Forgets what no question from {@code horizon} on can see. Earlier questions are refused from
   * now on.
   */
  public void evict(Instant horizon) {
    for (ServingPartition partition : partitions) {
      partition.evict(micros(horizon));
    }
  }

  /**
   * What is kept of a key, to be taken over by {@link #restore} in another process; empty when
   * nothing is.
   */
  public Optional<byte[]> state(K key) {
    KeyBytes bytes = keys.of(key);
    return bytes == null ? Optional.empty() : partition(bytes).state(bytes);
  }

  /**
   * Takes the state of a key over, in place of what was kept of it.
   *
   * @throws IllegalArgumentException when it is of another view, or of another version of this one
   * @throws dev.millrace.record.CorruptDataException when it is cut short or damaged, or in the
   *     format of another version of Millrace; what was kept of the key stays
   */
  public void restore(byte[] state) {
    KeyBytes key = states.keyOf(state);
    partition(key).restore(key, state);
  }

  /**
   * Forgets a key, as if it had never had a fact: its state was deleted where it was kept.
   *
   * @param key in the codec's form, as {@link KeyState#key} has it
   */
  public void forget(byte[] key) {
    KeyBytes bytes = KeyBytes.of(key.clone());
    partition(bytes).forget(bytes);
  }

  /** How many facts are kept. */
  public long facts() {
    long facts = 0;
    for (ServingPartition partition : partitions) {
      facts += partition.facts();
    }
    return facts;
  }

  /** Bytes of memory held, about. */
  public long bytes() {
    long bytes = 0;
    for (ServingPartition partition : partitions) {
      bytes += partition.bytes();
    }
    return bytes;
  }

  /**
   * Why the features of a key are what they are at a time: for each of them the window, the facts
   * that count and those that do not, and why.
   */
  public String explain(@Nullable K key, Instant at) {
    KeyBytes bytes = keys.of(key);
    long time = micros(at);
    String title = view.title() + " of " + key + " at " + FactText.time(time) + "\n";
    return bytes == null
        ? title + "  no key: nothing is looked at\n"
        : title + partition(bytes).explain(bytes, time);
  }

  private ServingPartition partition(KeyBytes key) {
    return partitions[indexOf(key)];
  }

  private static int indexOf(KeyBytes key) {
    return (int) Mix.of(key.hashCode()) & (PARTITIONS - 1);
  }

  private long micros(Instant at) {
    try {
      long micros = Math.multiplyExact(at.getEpochSecond(), 1_000_000L);
      return Math.addExact(micros, at.getNano() / 1_000);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          view.title() + ": " + at + " does not fit microseconds since 1970 in 64 bits", e);
    }
  }

  @Override
  public String toString() {
    return "evaluator of " + view.title() + " with " + facts() + " facts";
  }
}
