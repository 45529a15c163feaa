package dev.millrace.benchmarks.sales;

import dev.millrace.benchmarks.input.InputFiles;
import dev.millrace.benchmarks.program.Answer;
import dev.millrace.benchmarks.program.AnswerSum;
import dev.millrace.benchmarks.program.Mode;
import dev.millrace.benchmarks.program.Program;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.SinkFunction;
import org.apache.flink.streaming.api.functions.windowing.WindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.time.Time;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** Flink's own DataStream as a stream, without Beam: plain objects, objects reused. */
@SuppressWarnings({"serial", "deprecation"})
public record NativeFlinkSales(SalesJob job) implements Program {
  @Override
  public Callable<Answer> run(Path input, Path output) throws Exception {
    StreamExecutionEnvironment flink =
        StreamExecutionEnvironment.createLocalEnvironment(Mode.PARALLELISM);
    flink.getConfig().enableObjectReuse();
    List<String> files = InputFiles.parts(input).stream().map(Path::toString).toList();
    DataStream<Sale> sales =
        flink.addSource(new FlinkSaleSource(files), "Read", TypeInformation.of(Sale.class));
    if (job.isWindowed()) {
      totals(sales);
    } else {
      sales.addSink(new SaleSink());
    }
    flink.execute();
    return AnswerSum.shared()::answer;
  }

  private void totals(DataStream<Sale> sales) {
    DataStream<Sale> valid = sales.filter(Sale::isValid);
    if (job.discounts()) {
      valid = valid.map(NativeFlinkSales::discounted).returns(Sale.class);
    }
    valid
        .keyBy(sale -> sale.customer, Types.STRING)
        .window(TumblingEventTimeWindows.of(Time.milliseconds(job.windowMillis())))
        .aggregate(new Totals(), new ToCell())
        .addSink(new CellSink());
  }

  private static Sale discounted(Sale sale) {
    sale.amount = Sale.discounted(sale.country, sale.amount);
    return sale;
  }

  /** A total of a customer in a window. */
  public static final class Cell {
    public String customer = "";
    public long startMillis;
    public double sum;
    public long count;
  }

  private static final class Totals implements AggregateFunction<Sale, SumCount, SumCount> {
    @Override
    public SumCount createAccumulator() {
      return new SumCount();
    }

    @Override
    public SumCount add(Sale sale, SumCount total) {
      total.add(sale.amount);
      return total;
    }

    @Override
    public SumCount getResult(SumCount total) {
      return total;
    }

    @Override
    public SumCount merge(SumCount left, SumCount right) {
      left.add(right);
      return left;
    }
  }

  private static final class ToCell implements WindowFunction<SumCount, Cell, String, TimeWindow> {
    @Override
    public void apply(
        String customer, TimeWindow window, Iterable<SumCount> totals, Collector<Cell> out) {
      for (SumCount total : totals) {
        Cell cell = new Cell();
        cell.customer = customer;
        cell.startMillis = window.getStart();
        cell.sum = total.sum;
        cell.count = total.count;
        out.collect(cell);
      }
    }
  }

  private static final class CellSink implements SinkFunction<Cell> {
    @Override
    public void invoke(Cell cell, Context context) {
      AnswerSum.shared().cell(cell.customer, cell.startMillis, cell.sum, cell.count);
    }
  }

  private static final class SaleSink implements SinkFunction<Sale> {
    @Override
    public void invoke(Sale sale, Context context) {
      AnswerSum.shared().row(sale.rowHash());
    }
  }
}
