package dev.millrace.connect.files.parquet;

import dev.millrace.record.Kind;
import dev.millrace.record.ValueType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts lists, arrays of floats and maps together: what stands in a repeated node. */
abstract class RepeatedAssembler extends Assembler {
  /** A list or a map with more elements is refused, whatever its levels claim: one million. */
  static final int MOST_ELEMENTS = 1_000_000;

  private final SchemaNode repeated;

  private RepeatedAssembler(
      ValueType type, String path, Setting setting, int definition, SchemaNode repeated) {
    super(type, path, setting.faults(), definition);
    this.repeated = repeated;
  }

  static Assembler ofItems(Fit.Items fit, String path, Setting setting) {
    return fit.type().kind() == Kind.FLOATS
        ? new OfFloats(fit, path, setting)
        : new OfList(fit, path, setting);
  }

  static Assembler ofEntries(Fit.Entries fit, String path, Setting setting) {
    return new OfMap(fit, path, setting);
  }

  /** Whether there is no element; then the entry that says so is stepped over. */
  final boolean skipEmpty() throws IOException {
    boolean empty = first().definition() < repeated.definition();
    if (empty) {
      skip();
    }
    return empty;
  }

  final boolean hasMore() throws IOException {
    return first().repetition() >= repeated.repetition();
  }

  final boolean isWithinLimit(int count) {
    if (count == MOST_ELEMENTS + 1) {
      faults.add(path, "within limit", "at most " + MOST_ELEMENTS + " elements", "more");
    }
    return count <= MOST_ELEMENTS;
  }

  /** What has elements of one kind, and nothing else. */
  private abstract static class OfElements extends RepeatedAssembler {
    final Assembler element;

    OfElements(Fit.Items fit, String path, Setting setting) {
      super(fit.type(), path, setting, fit.definition(), fit.repeated());
      this.element = Assembler.of(fit.element(), path, setting);
    }

    @Override
    LeafCursor first() {
      return element.first();
    }

    @Override
    void skip() throws IOException {
      element.skip();
    }
  }

  private static final class OfList extends OfElements {
    OfList(Fit.Items fit, String path, Setting setting) {
      super(fit, path, setting);
    }

    @Override
    Object present() throws IOException {
      if (skipEmpty()) {
        return List.of();
      }
      List<Object> list = new ArrayList<>();
      int count = 0;
      do {
        Object next = element.required();
        if (next != null && isWithinLimit(++count)) {
          list.add(next);
        }
      } while (hasMore());
      return Collections.unmodifiableList(list);
    }
  }

  private static final class OfFloats extends OfElements {
    OfFloats(Fit.Items fit, String path, Setting setting) {
      super(fit, path, setting);
    }

    @Override
    Object present() throws IOException {
      if (skipEmpty()) {
        return new float[0];
      }
      float[] floats = new float[16];
      int count = 0;
      do {
        Object next = element.required();
        if (next != null && isWithinLimit(++count)) {
          floats = count > floats.length ? Arrays.copyOf(floats, 2 * floats.length) : floats;
          floats[count - 1] = (Float) next;
        }
      } while (hasMore());
      return Arrays.copyOf(floats, Math.min(count, MOST_ELEMENTS));
    }
  }

  private static final class OfMap extends RepeatedAssembler {
    private final Assembler key;
    private final Assembler value;

    OfMap(Fit.Entries fit, String path, Setting setting) {
      super(fit.type(), path, setting, fit.definition(), fit.repeated());
      this.key = Assembler.of(fit.key(), path + " key", setting);
      this.value = Assembler.of(fit.value(), path, setting);
    }

    @Override
    LeafCursor first() {
      return key.first();
    }

    @Override
    void skip() throws IOException {
      key.skip();
      value.skip();
    }

    @Override
    Object present() throws IOException {
      if (skipEmpty()) {
        return Map.of();
      }
      Map<String, Object> map = new LinkedHashMap<>();
      int count = 0;
      do {
        Object nextKey = key.required();
        Object nextValue = value.required();
        if (nextKey != null && nextValue != null && isWithinLimit(++count)) {
          if (map.put((String) nextKey, nextValue) != null) {
            faults.add(path, type.describe(), "each key once", "'" + nextKey + "' twice");
          }
        }
      } while (hasMore());
      return Collections.unmodifiableMap(map);
    }
  }
}
