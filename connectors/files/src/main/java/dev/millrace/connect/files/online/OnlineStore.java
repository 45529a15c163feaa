package dev.millrace.connect.files.online;

import dev.millrace.OnlineView;
import dev.millrace.feature.FeatureEvaluator;
import dev.millrace.feature.KeyState;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The states of an online view, as runs have written them, for a process that serves:
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
 * bytes for each key beside its facts. Opening reads everything, refreshing what is new.
 *
 * @param <K> the key's type
 * @param <F> the features
 */
public final class OnlineStore<K, F> implements Closeable {
  private final String title;
  private final StateFeed feed;
  private final FeatureEvaluator<K, ?, F> features;

  /** What the evaluator has of each key. */
  private final Map<ByteBuffer, byte[]> revisions = new HashMap<>();

  private OnlineStore(String title, StateFeed feed, FeatureEvaluator<K, ?, F> features) {
    this.title = title;
    this.feed = feed;
    this.features = features;
  }

  /**
   * Reads the states that are published in files.
   *
   * @param store the folder that the online view is bound to
   * @throws dev.millrace.plan.ProblemsException when there are none of this version of the view, or
   *     a file is damaged
   */
  public static <K, F> OnlineStore<K, F> open(OnlineView<K, F> view, Path store)
      throws IOException {
    return open(view, new FolderFeed(StatePlace.of(store.toString(), view.view().definition())));
  }

  /**
   * Reads the states of a place that a connector follows.
   *
   * @param feed is closed with the store, and when this fails
   * @throws dev.millrace.plan.ProblemsException as the feed says
   */
  public static <K, F> OnlineStore<K, F> open(OnlineView<K, F> view, StateFeed feed)
      throws IOException {
    try {
      OnlineStore<K, F> opened = new OnlineStore<>(view.view().title(), feed, view.evaluator());
      boolean unused = opened.refresh();
      return opened;
    } catch (IOException | RuntimeException e) {
      feed.close();
      throw e;
    }
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
    Taking taking = new Taking();
    feed.read(taking);
    return taking.isAny;
  }

  /** What becomes of what the feed shows. */
  private final class Taking implements StateFeed.Taker {
    private boolean isAny;

    @Override
    public void take(byte[] key, byte[] revision, byte[] state) {
      byte[] known = revisions.get(ByteBuffer.wrap(key));
      if (known == null || !KeyState.isOlder(revision, known)) {
        features.restore(state);
        revisions.put(ByteBuffer.wrap(key), revision);
        isAny = true;
      }
    }

    @Override
    public void forget(byte[] key) {
      if (revisions.remove(ByteBuffer.wrap(key)) != null) {
        features.forget(key);
        isAny = true;
      }
    }
  }

  /** Ends following; what was taken can still be asked for. */
  @Override
  public synchronized void close() throws IOException {
    feed.close();
  }

  @Override
  public String toString() {
    return "store of " + title + " in " + feed.describe() + " with " + keys() + " keys";
  }
}
