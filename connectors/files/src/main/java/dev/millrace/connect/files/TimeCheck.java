package dev.millrace.connect.files;

import dev.millrace.connect.files.binding.FilesCode;
import dev.millrace.plan.Problem;
import dev.millrace.record.Component;
import dev.millrace.record.Kind;
import dev.millrace.record.Shape;
import dev.millrace.record.ValueType;
import java.util.ArrayList;
import java.util.List;

/** Whether times of a shape can be read and written as a format says. */
final class TimeCheck {
  private TimeCheck() {}

  static List<Problem> check(String port, Shape<?> shape, TimeFormat times) {
    List<Problem> problems = new ArrayList<>();
    String timeFault = times.timePatternFault();
    if (timeFault != null) {
      problems.add(badPattern(port, String.valueOf(times.timePattern()), timeFault));
    }
    String dateFault = times.datePatternFault();
    if (dateFault != null) {
      problems.add(badPattern(port, String.valueOf(times.datePattern()), dateFault));
    }
    if (timeFault == null && times.zone() == null && !times.carriesOffset()) {
      for (Component component : shape.components()) {
        if (holds(component.type(), Kind.INSTANT)) {
          problems.add(withoutZone(port, component, String.valueOf(times.timePattern())));
        }
      }
    }
    return problems;
  }

  private static Problem withoutZone(String port, Component component, String pattern) {
    return new Problem(
        FilesCode.TIME_WITHOUT_ZONE,
        port,
        "'" + component.name() + "' is an instant, but a time as " + pattern + " has no zone",
        "without one it is not known when it was (SEMANTICS S1)",
        "add zone(ZoneId.of(\"Europe/London\")), or whichever it is");
  }

  private static Problem badPattern(String port, String pattern, String fault) {
    return new Problem(
        FilesCode.BAD_PATTERN,
        port,
        "the pattern '" + pattern + "' is not one: " + fault,
        "what is written by it must be readable by it",
        "use the letters of java.time.format.DateTimeFormatter, like yyyy-MM-dd HH:mm:ss");
  }

  private static boolean holds(ValueType type, Kind kind) {
    boolean inNested =
        type.nested() != null
            && type.nested().components().stream().anyMatch(inner -> holds(inner.type(), kind));
    return type.kind() == kind
        || inNested
        || type.elements().stream().anyMatch(inner -> holds(inner, kind));
  }
}
