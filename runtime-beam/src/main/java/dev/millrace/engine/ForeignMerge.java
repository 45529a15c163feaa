package dev.millrace.engine;

import dev.millrace.plan.Step;

/**
 * Behind {@link Step.Foreign}: rows that came back, in the order of SEMANTICS S3. Keeps nothing.
 */
final class ForeignMerge extends OrderedWork {
  private final RowKey key = new RowKey();
  private final ResultsByUnit<RowResults> results;

  ForeignMerge(Step.Foreign step, Stage stage, Limits limits) {
    super(step, stage, limits);
    this.results =
        new ResultsByUnit<>(stage, limits.blockRows(), () -> new RowResults(step.shape()));
  }

  @Override
  void visit(Entry entry, long before) {
    key.read(entry);
    results.of(stage.units().of(key.time())).add(key, entry.payload());
  }

  @Override
  void end(long before) {
    results.push();
  }
}
