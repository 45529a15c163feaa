package dev.millrace.engine;

import dev.millrace.feature.Answers;
import dev.millrace.feature.FeatureStatus;
import dev.millrace.feature.PartlyAnswered;
import dev.millrace.plan.AsOfTarget;
import dev.millrace.plan.Step;
import dev.millrace.plan.ViewUse;
import dev.millrace.record.Block;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Column;
import dev.millrace.record.Provenance;
import dev.millrace.record.Selection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of an as-of join on their way into the stage behind it: asking rows that wait for their
 * answers, and then both together. Rows keep the id and the time of the asking row. Not
 * thread-safe.
 */
final class AsOfResults {
  private final Step.AsOf step;
  private final Stage stage;
  private final RowIds ids = new RowIds();
  private long[] times = new long[64];
  private final DecodedColumns asking;
  private final List<DecodedColumns> before = new ArrayList<>();

  /** While views are left to ask: the rows and their answers so far, as bytes. */
  private final List<PartlyAnswered> partly = new ArrayList<>();

  AsOfResults(Step.AsOf step, Stage stage) {
    this.step = step;
    this.stage = stage;
    this.asking = new DecodedColumns(step.asking(), step.asking().components());
    for (ViewUse use : step.before()) {
      before.add(new DecodedColumns(use.view().features(), use.view().features().components()));
    }
  }

  int size() {
    return ids.size();
  }

  /**
   * Takes an asking row.
   *
   * @param in a length and the row, a length and its answers so far
   */
  void add(long idHigh, long idLow, long time, ByteInput in) {
    if (size() == times.length) {
      times = Arrays.copyOf(times, 2 * times.length);
    }
    times[size()] = time;
    ids.add(idHigh, idLow, time);
    byte[] row = in.readByteArray();
    byte[] answers = in.readByteArray();
    if (step.targets().isEmpty()) {
      partly.add(new PartlyAnswered(row, answers));
      return;
    }
    asking.read(new ByteInput(row));
    ByteInput earlier = new ByteInput(answers);
    before.forEach(columns -> columns.read(earlier));
  }

  /** Pushes the rows that were taken, with the answers of each view that is asked here. */
  void push(List<Answers> answers) {
    int size = size();
    Provenance provenance = ids.take("");
    Block<?> block =
        step.targets().isEmpty()
            ? Block.ofRows(step.shape(), withAnswers(answers), Selection.all(size), provenance)
            : Block.ofColumns(step.shape(), columns(answers), size, provenance);
    push(block, size);
  }

  private Column[] columns(List<Answers> answers) {
    Column[] rows = asking.take();
    List<Column[]> earlier = before.stream().map(DecodedColumns::take).toList();
    Column[] columns = new Column[step.shape().components().size()];
    for (AsOfTarget target : step.targets()) {
      int source = target.source().index();
      columns[target.target().index()] =
          target.view() == AsOfTarget.ROW
              ? rows[source]
              : target.view() < earlier.size()
                  ? earlier.get(target.view())[source]
                  : answers.get(target.view() - earlier.size()).features().column(source);
    }
    return columns;
  }

  private Object[] withAnswers(List<Answers> answers) {
    Object[] rows = new Object[partly.size()];
    List<RowBytes> features = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      RowBytes bytes = new RowBytes(step.uses().get(i).view().features());
      bytes.turnTo(answers.get(i).features());
      features.add(bytes);
    }
    ByteOutput out = new ByteOutput();
    for (int row = 0; row < rows.length; row++) {
      out.clear();
      byte[] earlier = partly.get(row).answers();
      out.writeBytes(earlier, 0, earlier.length);
      for (RowBytes bytes : features) {
        bytes.read(row);
        bytes.writeTo(out);
      }
      byte[] asking = partly.get(row).row();
      rows[row] =
          isWhole()
              ? new WholeAnswer(asking, out.toByteArray(), statuses(answers, row))
              : new PartlyAnswered(asking, out.toByteArray());
    }
    partly.clear();
    return rows;
  }

  private boolean isWhole() {
    return step.shape().type() == WholeAnswer.class;
  }

  private static byte[] statuses(List<Answers> answers, int row) {
    ByteOutput out = new ByteOutput();
    for (Answers ofView : answers) {
      for (FeatureStatus @Nullable [] ofFeature : ofView.statuses()) {
        out.writeByte(WholeAnswer.code(ofFeature == null ? null : ofFeature[row]));
      }
    }
    return out.toByteArray();
  }

  /** Rows go to the unit of their time: each unit gets the block, with its own rows live. */
  private void push(Block<?> block, int questions) {
    long[] units = Arrays.stream(times, 0, questions).map(stage.units()::of).toArray();
    for (long unit : Arrays.stream(units).distinct().sorted().toArray()) {
      int[] rows = new int[units.length];
      int size = 0;
      for (int row = 0; row < units.length; row++) {
        if (units[row] == unit) {
          rows[size++] = row;
        }
      }
      stage.acceptNew(size == units.length ? block : block.only(Selection.of(rows, size)), unit);
    }
  }
}
