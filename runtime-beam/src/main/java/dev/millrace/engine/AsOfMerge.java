package dev.millrace.engine;

import dev.millrace.feature.Answers;
import dev.millrace.feature.AskedHistories;
import dev.millrace.feature.AskedHistories.FactsGone;
import dev.millrace.feature.FactOrder;
import dev.millrace.feature.FeatureException;
import dev.millrace.plan.Step;
import dev.millrace.plan.Times;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.plan.ViewUse;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@link Step.AsOf} behind the shuffle: goes through the facts and the questions of each key in the
 * order of time, and answers many questions at once. Between, it keeps the facts that later
 * questions may see.
 *
 * <p>Memory: the facts of the keys at hand, up to the budget; of one key as many as its questions
 * can see.
 */
final class AsOfMerge extends OrderedWork {
  /** Questions that are answered together. */
  private static final int MOST_QUESTIONS = 2048;

  private final Step.AsOf step;
  private final long budget;
  private final int keyEntries;
  private final TimedKey key = new TimedKey();
  private final KeyGroup group = new KeyGroup();
  private final List<Asked> asked = new ArrayList<>();
  private final AsOfResults results;
  private final ByteOutput sortKey = new ByteOutput();
  private final ByteOutput mark = new ByteOutput();
  private long lastTime;

  /** Null where every key is answered here. */
  private final @Nullable HotKey hot;

  /** Entries of the key at hand. */
  private int ofKey;

  /** Facts of the key at hand are gone that only questions before this time could see. */
  private long goneBefore;

  /** A view at work. */
  private static final class Asked {
    private final ViewUse use;
    private final AskedHistories histories;
    private final FactsGone gone;
    private final FactOrder order;

    private Asked(ViewUse use) {
      this.use = use;
      ViewDefinition view = use.view();
      this.histories = new AskedHistories(view, use.bound(), use.knowledge());
      this.gone = new FactsGone(view);
      this.order = new FactOrder(view);
    }
  }

  /**
   * @param cutsHotKeys whether the rest of a key that has too much for one worker is sent through
   *     the shuffle again, in segments
   */
  AsOfMerge(Step.AsOf step, Stage stage, Limits limits, boolean cutsHotKeys) {
    super(step, stage, limits);
    this.hot = cutsHotKeys ? new HotKey(step, stage.partials(), limits) : null;
    this.step = step;
    this.budget = limits.foldBytes();
    this.keyEntries = limits.keyEntries();
    this.results = new AsOfResults(step, stage);
    step.uses().forEach(use -> asked.add(new Asked(use)));
  }

  /** Facts change no answer of the past, and nothing is done for them until they are forgotten. */
  @Override
  boolean isOnlyKept(Entry entry) {
    key.read(entry);
    return key.hasKey() && key.side() != AsOfSides.questions(step);
  }

  @Override
  long keptUntil(Entry entry) {
    key.read(entry);
    long reach = step.uses().get(key.side() - 1).view().reach();
    return forgottenAt(Times.plus(Times.plus(key.time(), reach), 1), reach);
  }

  @Override
  void visit(Entry entry, long before) throws IOException {
    key.read(entry);
    if (!group.holds(entry, key.prefixLength())) {
      endKey(before);
      group.turnTo(entry, key.prefixLength());
      goneBefore = forgets(entry) ? before : Long.MIN_VALUE;
      ofKey = 0;
      for (Asked each : asked) {
        each.histories.nextKey();
        each.gone.begin();
      }
    }
    if (hot != null && key.hasKey() && ++ofKey > keyEntries) {
      cut(hot, entry);
    } else {
      answerHere(entry, before);
    }
  }

  private void cut(HotKey segments, Entry entry) throws IOException {
    if (!segments.isOn()) {
      segments.begin(entry.prefix(key.prefixLength()));
      ByteOutput bytes = new ByteOutput();
      for (int view = 0; view < asked.size(); view++) {
        AskedHistories histories = asked.get(view).histories;
        bytes.clear();
        if (histories.writeDeparted(bytes)) {
          segments.remember(view, bytes);
        }
        for (int fact = 0; fact < histories.size(); fact++) {
          bytes.clear();
          histories.write(fact, asked.get(view).order, bytes);
          segments.carry(view, asked.get(view).order, bytes);
        }
      }
    }
    segments.add(entry);
  }

  private void answerHere(Entry entry, long before) {
    lastTime = key.time();
    if (key.side() == TimedKey.MARK) {
      restore(entry.payload());
    } else if (key.side() == AsOfSides.questions(step)) {
      question(entry);
    } else if (key.hasKey()) {
      fact(asked.get(key.side() - 1), entry, before);
    }
  }

  private void restore(ByteInput in) {
    in.skip(2 * Long.BYTES);
    for (Asked each : asked) {
      if (in.readByte() != 0) {
        ByteInput again = new ByteInput(in.array(), in.position(), in.remaining());
        each.gone.restore(again);
        each.histories.restore(in);
      }
    }
  }

  private void fact(Asked of, Entry entry, long before) {
    of.order.read(key.time(), key.order());
    of.histories.add(of.order, fields(entry));
    if (before != Long.MAX_VALUE && !of.gone.isGone(of.order, fields(entry), goneBefore)) {
      kept.add(entry, forgottenAt(of.gone.keptUntil(), of.use.view().reach()));
    }
  }

  /** The payload of a fact behind the id of its row. */
  private static ByteInput fields(Entry entry) {
    ByteInput in = entry.payload();
    in.skip(2 * Long.BYTES);
    return in;
  }

  private void question(Entry entry) {
    ByteInput in = entry.payload();
    long idHigh = in.readLong();
    long idLow = in.readLong();
    for (Asked each : asked) {
      FactOrder self = self(each.use, in);
      if (key.hasKey()) {
        each.histories.ask(key.time(), self);
      } else {
        each.histories.askWithoutKey(key.time());
      }
    }
    results.add(idHigh, idLow, key.time(), in);
    if (results.size() >= MOST_QUESTIONS || bytes() > budget) {
      answer(key.time());
    }
  }

  private @Nullable FactOrder self(ViewUse use, ByteInput in) {
    if (!use.bound().isOfSelf()) {
      return null;
    }
    FactOrder self = new FactOrder(use.view());
    self.read(key.time(), in);
    return self;
  }

  private long bytes() {
    long bytes = 0;
    for (Asked each : asked) {
      bytes += each.histories.bytes();
    }
    return bytes;
  }

  /**
   * Answers what was asked so far.
   *
   * @param from the least time of later questions of the key at hand
   */
  private void answer(long from) {
    List<Answers> answers = new ArrayList<>();
    try {
      for (Asked each : asked) {
        answers.add(each.histories.answer(from));
      }
    } catch (FeatureException e) {
      throw AsOfProblem.failed(step, e);
    } catch (ArithmeticException e) {
      throw AsOfProblem.failed(step, e);
    }
    results.push(answers);
  }

  /** Remembers of the key at hand what its facts that are not kept leave behind. */
  private void endKey(long before) {
    if (hot != null) {
      hot.end();
    }
    if (before == Long.MAX_VALUE) {
      return;
    }
    long forgottenAt = Long.MIN_VALUE;
    mark.clear();
    mark.writeLong(0);
    mark.writeLong(0);
    for (Asked each : asked) {
      long toldBefore = each.gone.toldBefore();
      boolean isTold = toldBefore > goneBefore;
      mark.writeByte(isTold ? 1 : 0);
      if (isTold) {
        each.gone.write(mark);
        forgottenAt = Math.max(forgottenAt, forgottenAt(toldBefore, each.use.view().reach()));
      }
    }
    if (forgottenAt > Long.MIN_VALUE) {
      group.begin(sortKey);
      TimedKey.end(Long.MIN_VALUE, TimedKey.MARK, sortKey);
      // Where nothing was forgotten, it says what the one before said.
      kept.add(sortKey, mark, forgottenAt, goneBefore == Long.MIN_VALUE);
    }
  }

  @Override
  void release() {
    if (hot != null) {
      hot.close();
    }
  }

  @Override
  void end(long before) {
    endKey(before);
    if (results.size() > 0) {
      answer(lastTime);
    }
    group.clear();
    for (Asked each : asked) {
      each.gone.begin();
    }
  }
}
