package dev.millrace.feature;

import dev.millrace.aggregate.Accumulators;
import dev.millrace.aggregate.RemovableAccumulators;
import dev.millrace.plan.FeatureCall;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.record.Block;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Selection;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The fold of one feature: a slot for each question, a slot for each {@link Tiles tile} of a long
 * history and, of a multiset of values, whose tiles would be as large as what they sum up, a slot
 * for each range they stand on. Not thread-safe.
 */
final class GroupFold {
  private final Supplier<Accumulators> make;
  private final @Nullable Supplier<RemovableAccumulators> makeRemovable;
  private final FoldResult results;
  private final Accumulators answers;
  private @Nullable Accumulators tiles;
  private @Nullable RemovableAccumulators cursors;

  /** Results that were taken from a cursor, by question; null where the answer is in its slot. */
  private @Nullable Object[] taken = new Object[0];

  private boolean isAnyTaken;

  /**
   * @param makeRemovable null for what is no multiset of values
   */
  GroupFold(
      ViewDefinition view,
      FeatureCall call,
      Supplier<Accumulators> make,
      @Nullable Supplier<RemovableAccumulators> makeRemovable) {
    this.make = make;
    this.makeRemovable = makeRemovable;
    this.results = new FoldResult(view.facts(), call);
    this.answers = make.get();
  }

  /** Whether it is a multiset of values, which a long history is not folded into tiles for. */
  boolean isMultiset() {
    return makeRemovable != null;
  }

  void begin(int questions) {
    answers.clear();
    answers.grow(questions);
    if (isAnyTaken || taken.length < questions) {
      taken = new Object[questions];
      isAnyTaken = false;
    }
  }

  void add(int[] questions, Block<?> facts, Selection rows) {
    answers.add(questions, facts, rows);
  }

  /** The slots of tiles. */
  Accumulators tiles() {
    if (tiles == null) {
      tiles = make.get();
    }
    return tiles;
  }

  /** The slots of cursors; only of a multiset. */
  RemovableAccumulators cursors() {
    if (cursors == null) {
      if (makeRemovable == null) {
        throw new IllegalStateException("values cannot be taken back");
      }
      cursors = makeRemovable.get();
    }
    return cursors;
  }

  /** The tile's facts are behind all that the question has counted so far. */
  void addTile(int question, int tile) {
    answers.merge(question, tiles(), tile);
  }

  /** Answers a question by what a cursor stands on. */
  void take(int question, int cursor) {
    if (cursors().hasResult(cursor)) {
      taken[question] = results.of(cursors(), cursor);
      isAnyTaken = true;
    }
  }

  boolean hasResult(int question) {
    return taken[question] != null || answers.hasResult(question);
  }

  /** Whether {@link #append} can give the result as it is. */
  boolean isInSlot(int question) {
    return taken[question] == null;
  }

  void append(int question, ColumnBuilder into) {
    answers.result(question, into);
  }

  /** The result as a Java object; only where there is one. */
  Object result(int question) {
    Object result = taken[question];
    return result == null ? results.of(answers, question) : result;
  }
}
