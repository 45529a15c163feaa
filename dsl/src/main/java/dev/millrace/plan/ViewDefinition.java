package dev.millrace.plan;

import dev.millrace.record.Component;
import dev.millrace.record.Kind.Storage;
import dev.millrace.record.Shape;
import java.io.Serializable;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A feature view, resolved: every column is found, every component of the features is set once.
 *
 * @param name of the view
 * @param version of the view, from 1
 * @param facts what a fact is
 * @param key the columns of a fact that make its key, in order
 * @param keyType the record that holds a key of several columns; null where the key is the value of
 *     one column
 * @param time the column with the event time
 * @param availability when facts could first have been known; null for their event time
 * @param sequence the source's own order among facts of one time, a whole number; null for none
 * @param id the columns that identify a fact; none where its place in the source does
 * @param kind the column that says what a change record does; null where every row adds a fact
 * @param ttl how long a fact lives, in microseconds; {@link FactWindow#FOREVER} for ever
 * @param features what an answer is
 * @param calls the features folded from facts
 * @param derived the features made of others, each behind what it is made of
 * @param statuses the components that get a status
 */
public record ViewDefinition(
    String name,
    int version,
    Shape<?> facts,
    List<Component> key,
    @Nullable Shape<?> keyType,
    Component time,
    @Nullable Availability availability,
    @Nullable Component sequence,
    List<Component> id,
    @Nullable Component kind,
    long ttl,
    Shape<?> features,
    List<FeatureCall> calls,
    List<DerivedFeature> derived,
    List<StatusFeature> statuses)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Bytes that an object takes beside its contents, about. */
  public static final int BYTES_OF_OBJECT = 56;

  /** Of a fact among those of its id, where something identifies it. */
  private static final int BYTES_OF_ID = 32;

  /** Time, hash of the content, id, and the fact's entry among those of its key. */
  private static final int BYTES_OF_PLACE = 5 * Long.BYTES + Integer.BYTES;

  public ViewDefinition {
    key = List.copyOf(key);
    id = List.copyOf(id);
    calls = List.copyOf(calls);
    derived = List.copyOf(derived);
    statuses = List.copyOf(statuses);
  }

  /** {@code customer_spend@1}. */
  public String title() {
    return name + "@" + version;
  }

  /**
   * How long before the time of a question a fact may lie and count, in microseconds; {@link
   * FactWindow#FOREVER} when a feature looks at all facts.
   */
  public long reach() {
    long longest = calls.stream().mapToLong(call -> call.window().reach()).max().orElse(0);
    return Math.min(longest, ttl);
  }

  /** The columns that are kept of a fact: those that features read, in the order of the shape. */
  public List<Component> columnsKept() {
    return new FactLayout(this).columns();
  }

  /**
   * The bytes of memory that a kept fact takes, about: its place in the order, its columns, and
   * what objects take beside their contents.
   */
  public int bytesOfFact() {
    int bytes = BYTES_OF_PLACE;
    bytes += availability == null ? 0 : Long.BYTES;
    bytes += sequence == null ? 0 : Long.BYTES;
    bytes += kind == null ? 0 : 1;
    bytes += new FactLayout(this).conditions().isEmpty() ? 0 : Long.BYTES;
    bytes += id.isEmpty() ? 0 : BYTES_OF_ID;
    for (Component column : columnsKept()) {
      bytes += Long.BYTES + (column.nullable() ? 1 : 0);
      bytes += column.kind().storage() == Storage.OBJECTS ? BYTES_OF_OBJECT : 0;
    }
    return bytes;
  }

  /** The definition as stable lines of text, without code. */
  public List<String> definition() {
    List<String> lines = new ArrayList<>();
    lines.add("view " + title() + " over " + facts.describe());
    lines.add("keyed by " + String.join(", ", key.stream().map(Component::name).toList()));
    lines.add("at " + time.name());
    if (availability != null) {
      lines.add("available " + availability.describe());
    }
    if (sequence != null) {
      lines.add("in the order of " + sequence.name());
    }
    if (!id.isEmpty()) {
      lines.add("identified by " + String.join(", ", id.stream().map(Component::name).toList()));
    }
    if (kind != null) {
      lines.add("changes by " + kind.name());
    }
    if (ttl != FactWindow.FOREVER) {
      lines.add("ttl " + Duration.of(ttl, ChronoUnit.MICROS));
    }
    lines.add("to " + features.describe());
    calls.forEach(call -> lines.add(call.describe()));
    derived.forEach(feature -> lines.add(feature.describe()));
    statuses.forEach(status -> lines.add(status.describe()));
    return lines;
  }

  /** The opaque functions by their role, sorted. */
  public Map<String, OpaqueFn> code() {
    Map<String, OpaqueFn> code = new TreeMap<>();
    for (FeatureCall call : calls) {
      String target = call.target().name();
      if (call.where() != null) {
        code.put(target + " where \"" + call.where().name() + "\"", call.where().condition());
      }
      if (call.part() != null) {
        code.put(target + " part \"" + call.part().name() + "\"", call.part().condition());
      }
      for (int i = 0; i < call.edits().size(); i++) {
        if (call.edits().get(i) instanceof FeatureCall.Then then) {
          code.put(target + " then " + i + " \"" + then.name() + "\"", then.fn());
        }
      }
    }
    derived.forEach(feature -> code.put(feature.target().name() + " derived", feature.fn()));
    return code;
  }

  /** A hash of definition and code (SEMANTICS S16). */
  public String fingerprint() {
    List<String> parts = new ArrayList<>(definition());
    parts.add(Long.toHexString(facts.fingerprint()));
    parts.add(Long.toHexString(features.fingerprint()));
    code().forEach((role, fn) -> parts.add(role + " " + fn.code()));
    return Fingerprint.of(parts.toArray(String[]::new));
  }
}
