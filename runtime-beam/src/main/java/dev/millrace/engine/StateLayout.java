package dev.millrace.engine;

import dev.millrace.plan.AggregateCall;
import dev.millrace.plan.FactLayout;
import dev.millrace.plan.FactWindow;
import dev.millrace.plan.Fingerprint;
import dev.millrace.plan.Problem;
import dev.millrace.plan.Step;
import dev.millrace.plan.ViewDefinition;
import dev.millrace.plan.ViewUse;
import dev.millrace.record.ByteInput;
import dev.millrace.record.ByteOutput;
import dev.millrace.record.Component;
import dev.millrace.record.Shape;
import dev.millrace.record.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the state of a barrier is: everything that its bytes depend on, and how far back it reaches.
 * A definition reads the state of another one if and only if their layouts say the same, but for
 * {@link StateGrowth}, and its own reaches no further back. Every array that is packed for a
 * barrier carries the layout's hash, and what a stream keeps without windows says its reach, so
 * that state of another layout is refused and never misread.
 *
 * <p>What follows only when state is worked on (results, bounds, functions of results) is no part
 * of it.
 */
public final class StateLayout {
  private static final byte FORMAT_VERSION = 2;
  private static final String RIGHT_ROWS = StateGrowth.WHOLE_ROWS + " of the right side";
  private static final int NO_SIDE = RowKey.MARK;

  private final String step;
  private final String site;
  private final List<String> keeps;
  private final List<Long> reaches;
  private final byte[] head;

  private StateLayout(String step, String site, List<String> keeps, List<Long> reaches) {
    this.step = step;
    this.site = site;
    this.keeps = List.copyOf(keeps);
    this.reaches = List.copyOf(reaches);
    this.head = head(keeps);
  }

  /**
   * @param shuffleGroups how many groups the rows are dealt out to
   */
  public static StateLayout of(Step.Barrier step, int shuffleGroups) {
    List<String> keeps = new ArrayList<>();
    keeps.add(SavepointFormat.line());
    keeps.add("in " + shuffleGroups + " shuffle groups");
    keeps.addAll(keeps(step));
    List<Long> reaches =
        step instanceof Step.AsOf asOf
            ? asOf.uses().stream().map(use -> use.view().reach()).toList()
            : List.of();
    return new StateLayout(step.name(), step.site(), keeps, reaches);
  }

  private static List<String> keeps(Step.Barrier step) {
    if (step instanceof Step.Aggregate aggregate) {
      return keeps(aggregate);
    }
    if (step instanceof Step.Join join) {
      return List.of(
          "pairs by " + names(join.leftKey()) + " = " + names(join.rightKey()),
          join.window().describe(),
          "whole rows of the left side " + rows(join.left().shape()),
          "whole rows of the right side " + rows(join.right().shape()));
    }
    if (step instanceof Step.Deduplicate deduplicate) {
      return List.of(
          "rows by " + names(deduplicate.key()),
          "horizon of " + deduplicate.horizon() + " us",
          "whole rows " + rows(deduplicate.shape()));
    }
    if (step instanceof Step.States states) {
      // The states of keys are headed by it themselves.
      return List.of(
          "states of " + states.view().title() + ", fingerprint " + states.view().fingerprint());
    }
    if (step instanceof Step.AsOf asOf) {
      return keeps(asOf);
    }
    Step.Foreign foreign = (Step.Foreign) step;
    return List.of(
        "rows to the transform " + rows(foreign.input().shape()),
        "rows from it " + rows(foreign.shape()) + " at " + foreign.time().name());
  }

  private static List<String> keeps(Step.Aggregate step) {
    List<String> keeps = new ArrayList<>();
    keeps.add("groups by " + names(step.key()));
    keeps.add(step.window().describe());
    boolean ofWholeRows = false;
    for (AggregateCall call : step.calls()) {
      keeps.add(
          call.function().word()
              + "("
              + (call.input() == null ? "" : name(call.input()))
              + (call.parameter() == null ? "" : ", " + call.parameter())
              + ")"
              + (call.where() == null ? "" : " where " + call.where().name()));
      ofWholeRows |= call.function().readsWholeRows();
    }
    if (ofWholeRows) {
      keeps.add("in the order of whole rows " + rows(step.input().shape()));
    }
    return keeps;
  }

  private static List<String> keeps(Step.AsOf step) {
    List<String> keeps = new ArrayList<>();
    keeps.add("asking rows " + rows(step.asking()) + " by " + names(step.key()));
    step.before()
        .forEach(
            use ->
                keeps.add("answers of " + use.view().name() + " " + rows(use.view().features())));
    for (ViewUse use : step.uses()) {
      keeps.addAll(keepsFacts(use.view()));
      if (use.bound().isOfSelf()) {
        keeps.add("asking rows as facts of " + use.view().name());
      }
    }
    return keeps;
  }

  /** Conditions stand as bits beside a fact, so their code is part of what is kept. */
  private static List<String> keepsFacts(ViewDefinition view) {
    FactLayout layout = new FactLayout(view);
    List<String> keeps = new ArrayList<>();
    keeps.add("facts of " + view.name() + " by " + names(view.key()));
    keeps.add("in the order of " + order(view) + " of whole rows " + rows(view.facts()));
    keeps.add("columns " + names(layout.columns()));
    layout
        .conditions()
        .forEach(each -> keeps.add("where " + each.name() + ", code " + each.condition().code()));
    return keeps;
  }

  private static String order(ViewDefinition view) {
    List<String> order = new ArrayList<>(List.of(view.time().name()));
    if (view.availability() != null) {
      order.add("availability " + view.availability().describe());
    }
    Stream.of(view.sequence(), view.kind())
        .forEach(each -> order.add(each == null ? "-" : each.name()));
    view.id().forEach(each -> order.add("id " + each.name()));
    return String.join(", ", order);
  }

  /** Names and types in the order of the codec; what classes are called is nothing to it. */
  private static String rows(Shape<?> shape) {
    return "(" + names(shape.components()) + ")";
  }

  private static String names(List<Component> components) {
    return components.stream().map(StateLayout::name).collect(Collectors.joining(", "));
  }

  private static String name(Component component) {
    return component.name() + ": " + type(component.type()) + (component.nullable() ? "?" : "");
  }

  private static String type(ValueType type) {
    return switch (type.kind()) {
      case NESTED -> type.nested() == null ? "" : rows(type.nested());
      case ENUM ->
          Arrays.stream(type.javaClass().getEnumConstants())
              .map(constant -> ((Enum<?>) constant).name())
              .collect(Collectors.joining(" | "));
      case OPTIONAL, LIST, MAP ->
          type.javaClass().getSimpleName() + "<" + type(type.elements().get(0)) + ">";
      default -> type.javaClass().getSimpleName();
    };
  }

  /** What the bytes are, as stable lines of text. */
  public List<String> keeps() {
    return keeps;
  }

  /**
   * By view: how long before a question a fact may lie and count, in microseconds; {@link
   * FactWindow#FOREVER} for all facts.
   */
  public List<Long> reaches() {
    return reaches;
  }

  /**
   * What stands in front of all that is packed: 64 bits of a hash of what is kept, and by line with
   * whole rows how many components at their end may be null. By these a layout that has grown since
   * finds the one line that there can have been, and need not try all. Nothing about reaches.
   */
  byte[] head() {
    return head;
  }

  private static byte[] head(List<String> keeps) {
    ByteOutput out = new ByteOutput(16);
    out.writeLong(hash(keeps));
    List<Integer> nullable = StateGrowth.nullable(keeps);
    out.writeVarLong(nullable.size());
    nullable.forEach(out::writeVarLong);
    return out.toByteArray();
  }

  /** What a stream writes down beside its state: the layout's head and the reaches. */
  public byte[] toBytes() {
    ByteOutput out = new ByteOutput(32);
    out.writeByte(FORMAT_VERSION);
    out.writeBytes(head, 0, head.length);
    reaches.forEach(out::writeLong);
    return out.toByteArray();
  }

  /**
   * Makes sure that state can be read beside which {@code earlier} was written down.
   *
   * @throws StepFailedException when it cannot
   */
  public void require(byte[] earlier) {
    ByteInput in = new ByteInput(earlier);
    byte version = in.readByte();
    if (version != FORMAT_VERSION) {
      throw refused("it is marked in format " + version);
    }
    List<Integer> unused = require(in);
    for (long reach : reaches) {
      long reached = in.readLong();
      if (reach > reached) {
        throw refused("facts were kept for " + reached + " us, and are asked for " + reach + " us");
      }
    }
  }

  /**
   * Makes sure that an array is packed in this layout, or in one that it has grown from.
   *
   * @return by line how many components rows have got since; none for this very layout
   * @throws StepFailedException when it is not
   */
  private List<Integer> require(ByteInput in) {
    if (startsWithHead(in)) {
      in.skip(head.length);
      return List.of();
    }
    long hash = in.readLong();
    List<Integer> nullable = new ArrayList<>();
    for (int left = (int) in.readVarLong(); left > 0; left--) {
      nullable.add((int) in.readVarLong());
    }
    List<String> earlier = StateGrowth.earlier(keeps, nullable);
    if (earlier.isEmpty() || hash(earlier) != hash) {
      throw refused("it is of another definition of the step");
    }
    return StateGrowth.of(earlier, keeps).orElseThrow();
  }

  private boolean startsWithHead(ByteInput in) {
    int from = in.position();
    return in.remaining() >= head.length
        && Arrays.equals(in.array(), from, from + head.length, head, 0, head.length);
  }

  private static long hash(List<String> keeps) {
    return Long.parseUnsignedLong(Fingerprint.of(keeps.toArray(String[]::new)), 16);
  }

  /**
   * The entries of a packed array as this layout has them.
   *
   * @param entries behind the head of the layout that they were packed in
   * @throws StepFailedException when they cannot be read
   */
  ByteInput read(ByteInput entries) {
    List<Integer> grown = require(entries);
    int[] zeros = new int[3];
    for (int i = 0; i < grown.size(); i++) {
      int side = sideOf(keeps.get(i));
      zeros[side] = side == NO_SIDE ? 0 : grown.get(i);
    }
    return zeros[1] + zeros[2] == 0 ? entries : withZeros(entries, zeros);
  }

  /** Which rows of a {@link RowKey} a line is about. */
  private static int sideOf(String line) {
    if (line.startsWith(StateGrowth.WHOLE_ROWS)) {
      return RowKey.sideOf(line.startsWith(RIGHT_ROWS) ? 1 : 0);
    }
    return NO_SIDE;
  }

  /** Every component that a row has got is null: a zero behind its others. */
  private static ByteInput withZeros(ByteInput entries, int[] zerosOfSide) {
    ByteOutput out = new ByteOutput(2 * entries.remaining());
    ByteOutput sortKey = new ByteOutput();
    ByteOutput payload = new ByteOutput();
    RowKey key = new RowKey();
    Entry entry = new Entry();
    while (entry.next(entries)) {
      key.read(entry);
      copy(entry.sortKey(), sortKey);
      copy(entry.payload(), payload);
      for (int i = 0; i < zerosOfSide[key.side()]; i++) {
        payload.writeByte(0);
      }
      Entry.write(sortKey, payload, out);
    }
    return new ByteInput(out.array(), 0, out.size());
  }

  private static void copy(ByteInput from, ByteOutput to) {
    to.clear();
    to.writeBytes(from.array(), from.position(), from.remaining());
  }

  /** What a savepoint holds was written by a version of Millrace that is not understood. */
  static StepFailedException ofAnotherFormat(String what, int version, int known) {
    return new StepFailedException(
        new Problem(
            RunCode.STATE_REFUSED,
            "",
            "The savepoint has " + what + " in format " + version + ", and " + known + " is read",
            "read in another format it would give wrong values",
            "go on with the version of Millrace that wrote it, or begin a new run, without the"
                + " savepoint"));
  }

  StepFailedException refused(String what) {
    return new StepFailedException(
        new Problem(
            RunCode.STATE_REFUSED,
            step + " (" + site + ")",
            "Its state cannot be read: " + what,
            "read by this definition it would give wrong values",
            "go on with the definition that wrote it, or begin a new run, without the savepoint;"
                + " `plan --against` tells before a restart"));
  }
}
