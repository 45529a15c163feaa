package dev.millrace.testkit;

import dev.millrace.feature.Answers;
import dev.millrace.feature.AskedHistories;
import dev.millrace.feature.AskedHistories.FactsGone;
import dev.millrace.feature.FactOrder;
import dev.millrace.feature.FactReader;
import dev.millrace.feature.FeatureStatus;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.Block;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import dev.millrace.record.Shape;
import dev.millrace.testkit.Reading.Ask;
import dev.millrace.testkit.ViewShape.Sight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What goes through facts and questions in the order of time, as the engine does. */
enum MergingWay implements AnsweringWay {
  /** Everything at once. */
  AT_ONCE("merge", 1),
  /** In turns, between which only what later questions can see is kept. */
  IN_TURNS("merge, in turns", 7);

  private final String title;
  private final int turns;

  MergingWay(String title, int turns) {
    this.title = title;
    this.turns = turns;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public boolean canSee(Sight sight) {
    return !sight.bound().isOfSelf();
  }

  @Override
  public boolean canAskSelf() {
    return true;
  }

  @Override
  public <K> List<ViewAnswer> answers(
      ViewShape<K, ?> shape, List<Reading> facts, List<Ask> asks, Sight sight) {
    Merge<K> merge = new Merge<>(shape, sight, asks.size());
    merge.facts(facts);
    for (int i = 0; i < asks.size(); i++) {
      long time = Readings.micros(asks.get(i).at());
      merge.ask(shape.key().of(asks.get(i)), new Question(i, time, null));
    }
    return merge.found(turns);
  }

  @Override
  public <K> List<ViewAnswer> selfAnswers(
      ViewShape<K, ?> shape, List<Reading> facts, List<Integer> asking, Sight sight) {
    Merge<K> merge = new Merge<>(shape, sight, asking.size());
    List<Travelling> travelling = merge.facts(facts);
    for (int i = 0; i < asking.size(); i++) {
      Travelling self = travelling.get(asking.get(i));
      K key = shape.key().of(facts.get(asking.get(i)));
      merge.ask(key, new Question(i, self.time(), self.order()));
    }
    return merge.found(turns);
  }

  /** A fact as it travels. */
  @SuppressWarnings("ArrayRecordComponent") // never compared as a record
  private record Travelling(long time, byte[] order, byte[] fields) {
    static final Comparator<Travelling> S3 =
        Comparator.comparingLong(Travelling::time)
            .thenComparing(Travelling::order, Arrays::compareUnsigned);
  }

  /**
   * A question.
   *
   * @param place among the questions
   * @param self where it is itself a fact, its place in the order
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared as a record
  private record Question(int place, long time, byte @Nullable [] self) {}

  /** What is kept of a key. */
  private static final class Kept {
    private List<Travelling> facts = new ArrayList<>();
    private final List<Question> questions = new ArrayList<>();
    private byte @Nullable [] mark;
  }

  private static final class Merge<K> {
    private final ViewShape<K, ?> shape;
    private final ViewDefinition view;
    private final Sight sight;
    private final Map<K, Kept> byKey = new LinkedHashMap<>();
    private final List<Question> withoutKey = new ArrayList<>();
    private final @Nullable ViewAnswer[] found;
    private final Random random;

    /** Asked since the last answer. */
    private final List<Question> waiting = new ArrayList<>();

    Merge(ViewShape<K, ?> shape, Sight sight, int questions) {
      this.shape = shape;
      this.view = shape.definition();
      this.sight = sight;
      this.found = new ViewAnswer[questions];
      this.random = new Random(shape.seed());
    }

    List<Travelling> facts(List<Reading> facts) {
      List<Travelling> travelling = travelling(facts);
      for (int i = 0; i < facts.size(); i++) {
        K key = shape.key().of(facts.get(i));
        if (shape.key().isPresent(key)) {
          kept(key).facts.add(travelling.get(i));
        }
      }
      return travelling;
    }

    void ask(@Nullable K key, Question question) {
      (shape.key().isPresent(key) ? kept(key).questions : withoutKey).add(question);
    }

    private Kept kept(K key) {
      return byKey.computeIfAbsent(key, each -> new Kept());
    }

    @SuppressWarnings("unchecked") // readings are what the view is of
    private List<Travelling> travelling(List<Reading> facts) {
      if (facts.isEmpty()) {
        return List.of();
      }
      long[] ids = new long[facts.size()];
      Arrays.setAll(ids, i -> i);
      Block<Reading> block =
          Block.ofRows(
              (Shape<Reading>) view.facts(),
              facts.toArray(),
              Selection.all(facts.size()),
              Provenance.of("", new long[facts.size()], ids));
      FactReader reader = new FactReader(view);
      reader.turnTo(block);
      List<Travelling> travelling = new ArrayList<>();
      for (int i = 0; i < facts.size(); i++) {
        reader.read(i);
        ByteOutput order = new ByteOutput();
        reader.order().write(order);
        ByteOutput fields = new ByteOutput();
        reader.write(fields);
        travelling.add(
            new Travelling(reader.order().time(), order.toByteArray(), fields.toByteArray()));
      }
      return travelling;
    }

    List<ViewAnswer> found(int turns) {
      List<Long> times = new ArrayList<>();
      for (Kept kept : byKey.values()) {
        kept.facts.sort(Travelling.S3);
        kept.questions.sort(Comparator.comparingLong(Question::time));
        kept.facts.forEach(fact -> times.add(fact.time()));
        kept.questions.forEach(question -> times.add(question.time()));
      }
      Collections.sort(times);
      for (int turn = 1; turn < turns && !times.isEmpty(); turn++) {
        turn(times.get(times.size() * turn / turns) + random.nextInt(2));
      }
      turn(Long.MAX_VALUE);
      return List.of(found);
    }

    /** Answers what is asked before a time. */
    private void turn(long before) {
      AskedHistories histories = new AskedHistories(view, sight.bound(), sight.knowledge());
      FactsGone gone = new FactsGone(view);
      if (before == Long.MAX_VALUE) {
        withoutKey.forEach(question -> histories.askWithoutKey(question.time()));
        waiting.addAll(withoutKey);
      }
      for (Kept kept : byKey.values()) {
        histories.nextKey();
        gone.begin();
        goThrough(kept, before, histories, gone);
      }
      answer(histories, Long.MIN_VALUE);
    }

    private void goThrough(Kept kept, long before, AskedHistories histories, FactsGone gone) {
      if (kept.mark != null) {
        gone.restore(new ByteInput(kept.mark));
        histories.restore(new ByteInput(kept.mark));
      }
      List<Travelling> left = new ArrayList<>();
      int asked = 0;
      for (Travelling fact : kept.facts) {
        asked = ask(kept, asked, Math.min(before, fact.time()), histories);
        FactOrder order = order(fact.time(), fact.order());
        histories.add(order, new ByteInput(fact.fields()));
        if (!gone.isGone(order, new ByteInput(fact.fields()), before)) {
          left.add(fact);
        }
      }
      asked = ask(kept, asked, before, histories);
      kept.questions.subList(0, asked).clear();
      kept.facts = left;
      kept.mark = null;
      if (gone.toldBefore() > before) {
        ByteOutput mark = new ByteOutput();
        gone.write(mark);
        kept.mark = mark.toByteArray();
      }
    }

    private FactOrder order(long time, byte[] bytes) {
      FactOrder order = new FactOrder(view);
      order.read(time, new ByteInput(bytes));
      return order;
    }

    /** Asks what is asked before a time, from a place on. */
    private int ask(Kept kept, int from, long before, AskedHistories histories) {
      int next = from;
      while (next < kept.questions.size() && kept.questions.get(next).time() < before) {
        Question question = kept.questions.get(next++);
        histories.ask(
            question.time(),
            question.self() == null ? null : order(question.time(), question.self()));
        waiting.add(question);
        if (random.nextInt(10) == 0) {
          answer(histories, question.time());
        }
      }
      return next;
    }

    private void answer(AskedHistories histories, long from) {
      if (waiting.isEmpty()) {
        return;
      }
      Answers answers = histories.answer(from);
      List<ViewAnswer> rows = ViewAnswer.of(answers.features());
      for (int row = 0; row < rows.size(); row++) {
        for (int i = 0; i < answers.statuses().length; i++) {
          FeatureStatus[] statuses = answers.statuses()[i];
          long[] newest = answers.newest()[i];
          if (statuses != null && newest != null) {
            rows.get(row)
                .tell(
                    i,
                    statuses[row],
                    newest[row] == Answers.NONE
                        ? OptionalLong.empty()
                        : OptionalLong.of(newest[row]));
          }
        }
        found[waiting.get(row).place()] = rows.get(row);
      }
      waiting.clear();
    }
  }
}
