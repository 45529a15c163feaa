package dev.millrace.benchmarks.asof;

import dev.millrace.benchmarks.input.HistoryColumns;
import dev.millrace.benchmarks.program.Answer;
import dev.millrace.benchmarks.program.AnswerSum;
import dev.millrace.benchmarks.program.BeamRun;
import dev.millrace.benchmarks.program.Mode;
import dev.millrace.benchmarks.program.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.transforms.join.CoGroupByKey;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TypeDescriptors;

/**
 * The as-of join in Beam as it is usually written, with the runner's defaults: both sides grouped
 * by key, the facts of a key sorted in a list, and the list gone through for each question.
 */
@SuppressWarnings("serial")
public record PlainBeamAsOf(AsOfJob job, Mode mode) implements Program {
  private static final TupleTag<PlainFact> FACTS = new TupleTag<>() {};
  private static final TupleTag<PlainAsk> ASKS = new TupleTag<>() {};

  @Override
  public Callable<Answer> run(Path input, Path output) {
    Pipeline pipeline = Pipeline.create(mode.options());
    PCollection<KV<String, PlainFact>> facts =
        lines(pipeline, "facts", HistoryColumns.facts(input, ".csv"))
            .apply("Parse facts", ParDo.of(new ParseFact()))
            .apply(
                "Facts by customer",
                WithKeys.of(PlainFact::getCustomer).withKeyType(TypeDescriptors.strings()));
    PCollection<KV<String, PlainAsk>> asks =
        lines(pipeline, "questions", HistoryColumns.asks(input, ".csv"))
            .apply("Parse questions", ParDo.of(new ParseAsk()))
            .apply(
                "Questions by customer",
                WithKeys.of(PlainAsk::getCustomer).withKeyType(TypeDescriptors.strings()));
    KeyedPCollectionTuple.of(FACTS, facts)
        .and(ASKS, asks)
        .apply("Join", CoGroupByKey.create())
        .apply("Answer", ParDo.of(new Join(job)));
    return BeamRun.toTheEnd(pipeline);
  }

  private static PCollection<String> lines(Pipeline pipeline, String what, Path parts) {
    return pipeline.apply(
        "Read " + what, TextIO.read().from(parts.toString()).withSkipHeaderLines(1));
  }

  private static final class ParseFact extends DoFn<String, PlainFact> {
    @ProcessElement
    public void process(@Element String line, OutputReceiver<PlainFact> out) {
      out.output(PlainFact.parse(line));
    }
  }

  private static final class ParseAsk extends DoFn<String, PlainAsk> {
    @ProcessElement
    public void process(@Element String line, OutputReceiver<PlainAsk> out) {
      out.output(PlainAsk.parse(line));
    }
  }

  private static final class Join extends DoFn<KV<String, CoGbkResult>, Void> {
    private final AsOfJob job;

    Join(AsOfJob job) {
      this.job = job;
    }

    @ProcessElement
    public void process(@Element KV<String, CoGbkResult> group) {
      List<PlainFact> facts = new ArrayList<>();
      group.getValue().getAll(FACTS).forEach(facts::add);
      facts.sort(Comparator.comparing(PlainFact::getAt));
      for (PlainAsk ask : group.getValue().getAll(ASKS)) {
        AnswerSum.shared().row(job == AsOfJob.LATEST ? latest(ask, facts) : windows(ask, facts));
      }
    }

    private static long latest(PlainAsk ask, List<PlainFact> facts) {
      PlainFact latest = null;
      for (PlainFact fact : facts) {
        if (fact.getAt().isAfter(ask.getAt())) {
          break;
        }
        latest = fact;
      }
      return latest == null
          ? AsOfJob.latestHash(ask.getId())
          : AsOfJob.latestHash(ask.getId(), latest.getAmount());
    }

    private static long windows(PlainAsk ask, List<PlainFact> facts) {
      long orders = 0;
      double spent = 0;
      double sum = 0;
      long summed = 0;
      double most = Double.NEGATIVE_INFINITY;
      Set<String> products = new HashSet<>();
      for (PlainFact fact : facts) {
        if (fact.getAt().isAfter(ask.getAt())) {
          break;
        }
        if (isSince(HistoryColumns.ORDERS, fact, ask)) {
          orders++;
        }
        if (isSince(HistoryColumns.SPENT, fact, ask)) {
          spent += fact.getAmount();
        }
        if (isSince(HistoryColumns.MEAN, fact, ask)) {
          sum += fact.getAmount();
          summed++;
        }
        if (isSince(HistoryColumns.MOST, fact, ask)) {
          most = Math.max(most, fact.getAmount());
        }
        if (isSince(HistoryColumns.PRODUCTS, fact, ask)) {
          products.add(fact.getProduct());
        }
      }
      boolean hasMost = most > Double.NEGATIVE_INFINITY;
      return new AsOfJob.Values(
              orders, spent, summed > 0, sum / summed, hasMost, most, products.size())
          .hash(ask.getId());
    }

    private static boolean isSince(Duration window, PlainFact fact, PlainAsk ask) {
      return fact.getAt().getMillis() > ask.getAt().getMillis() - window.toMillis();
    }
  }
}
