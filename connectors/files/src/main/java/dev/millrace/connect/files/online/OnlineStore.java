package dev.millrace.connect.files.online;

import dev.millrace.OnlineView;
import dev.millrace.feature.FeatureEvaluator;
import dev.millrace.feature.KeyState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The states of an online view, as runs have published them in files, for a process that serves:
 *
 * <pre>{@code
 * OnlineStore<String, CustomerSpend> store = OnlineStore.open(Retail.ONLINE, Path.of("out/online"));
 * CustomerSpend now = store.features().get("17850", Instant.now());
 * store.refresh();   // every minute, say, by a thread of yours
 * }</pre>
 *
 * <p>Needs no Beam: of this module it loads what it reads files with, and nothing else but {@code
 * dsl}.
 *
 * <p>Thread-safe: any number of threads may ask, also while one refreshes; each key is answered
 * from its state before or from the one after. Cost: all states are held in memory, with about 200
 * bytes for each key beside its facts. Opening reads all parts, refreshing the new ones.
 *
 * @param <K> the key's type
 * @param <F> the features
 */
public final class OnlineStore<K, F> {
  private final StatePlace place;
  private final FeatureEvaluator<K, ?, F> features;

  /** What the evaluator has of each key. */
  private final Map<ByteBuffer, byte[]> revisions = new HashMap<>();

  /** The parts that were taken, as far as they are still published. */
  private Set<Path> taken = Set.of();

  private OnlineStore(StatePlace place, FeatureEvaluator<K, ?, F> features) {
    this.place = place;
    this.features = features;
  }

  /**
   * Reads the states that are published.
   *
   * @param store the folder that the online view is bound to
   * @throws dev.millrace.plan.ProblemsException when there are none of this version of the view, or
   *     a file is damaged
   */
  public static <K, F> OnlineStore<K, F> open(OnlineView<K, F> view, Path store)
      throws IOException {
    StatePlace place = StatePlace.of(store.toString(), view.view().definition());
    OnlineStore<K, F> opened = new OnlineStore<>(place, view.evaluator());
    boolean unused = opened.refresh();
    return opened;
  }

  /**
   * Answers from the states that were read. Its {@link FeatureEvaluator#evict} gives memory back;
   * facts that it is given with {@code update} last until a newer state of their key is published.
   */
  public FeatureEvaluator<K, ?, F> features() {
    return features;
  }

  /** How many keys have a state. */
  public synchronized int keys() {
    return revisions.size();
  }

  /**
   * Takes what was published since the last time. A state that is older than what is there already
   * is not taken (SEMANTICS S14). When this fails, what was taken before goes on being served.
   *
   * @return whether anything was taken
   * @throws dev.millrace.plan.ProblemsException as for {@link #open}
   */
  public synchronized boolean refresh() throws IOException {
    while (true) {
      Path published = published();
      try {
        return take(published);
      } catch (NoSuchFileException removed) {
        // Two publications later, what was resolved is deleted: what took its place is read then.
        if (published.equals(published())) {
          throw removed;
        }
      }
    }
  }

  /** Resolved once, so that all parts are of one publication. */
  private Path published() throws IOException {
    try {
      return place.folder().toRealPath();
    } catch (NoSuchFileException none) {
      throw place.notThere();
    }
  }

  private boolean take(Path published) throws IOException {
    Set<Path> current = new HashSet<>();
    boolean isAny = false;
    for (Path part : parts(published)) {
      Path file = part.toRealPath();
      current.add(file);
      if (!taken.contains(file)) {
        boolean[] isTaken = {false};
        StateFile.read(
            place,
            file,
            (key, revision, state) -> isTaken[0] |= take(ByteBuffer.wrap(key), revision, state));
        isAny |= isTaken[0];
      }
    }
    taken = current;
    return isAny;
  }

  private static List<Path> parts(Path published) throws IOException {
    if (!Files.isDirectory(published)) {
      throw new NoSuchFileException(
          published.toString(), null, "no run has published states of an online view here");
    }
    try {
      return StatePlace.parts(published);
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
  }

  private boolean take(ByteBuffer key, byte[] revision, byte[] state) {
    byte[] known = revisions.get(key);
    if (known != null && KeyState.isOlder(revision, known)) {
      return false;
    }
    features.restore(state);
    revisions.put(key, revision);
    return true;
  }

  @Override
  public String toString() {
    return "store of " + place.title() + " in " + place.store() + " with " + keys() + " keys";
  }
}
