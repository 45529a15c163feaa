package dev.millrace.connect.files.binding;

import dev.millrace.connect.Projection;
import dev.millrace.plan.Problem;
import dev.millrace.record.Component;
import dev.millrace.record.Shape;
import java.io.Serializable;
import java.time.ZoneId;
import java.util.List;

/**
 * How a record is written where records come one by one and not as a file: the values of messages.
 * The same values, and the same rejects for the same reasons, as in files of the format.
 */
public interface RecordFormat extends Serializable {
  /** For people: {@code json}, and what was said about times. */
  String describe();

  /** The name of a component's field, when it is not the component's own. */
  RecordFormat column(String component, String fieldName);

  /** The zone of times that do not say theirs. */
  RecordFormat zone(ZoneId zone);

  /**
   * How instants are written.
   *
   * @throws IllegalArgumentException when the format has no text
   */
  default RecordFormat timePattern(String pattern) {
    throw new IllegalArgumentException(describe() + " has no times as text");
  }

  /**
   * How local dates are written.
   *
   * @throws IllegalArgumentException when the format has no text
   */
  default RecordFormat datePattern(String pattern) {
    throw new IllegalArgumentException(describe() + " has no dates as text");
  }

  /**
   * What can be known to be wrong before the first record.
   *
   * @param elsewhere the names of components that are not read from the record
   */
  List<Problem> check(String port, Shape<?> shape, List<String> elsewhere);

  /**
   * @param elsewhere the names of components that are not read from the record; whoever hands on
   *     the rows appends them
   * @param partition for messages
   */
  RecordDecoder decoder(
      Shape<?> shape, List<String> elsewhere, Projection projection, String partition);

  /** What of {@link #check} concerns writing, where every component is written. */
  List<Problem> checkWriting(String port, Shape<?> shape);

  /** Writes every component of rows. */
  RecordEncoder encoder(Shape<?> shape);

  /** The components of a shape that are read from the record. */
  static List<Component> inRecord(Shape<?> shape, List<String> elsewhere) {
    return shape.components().stream()
        .filter(component -> !elsewhere.contains(component.name()))
        .toList();
  }
}
