package dev.millrace.connect.files.parquet;

import dev.millrace.connect.files.parquet.Annotation.Tag;
import dev.millrace.connect.files.parquet.GroupStatistics.Bound;
import dev.millrace.record.Component;
import dev.millrace.record.Kind;
import java.util.List;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/**
 * Whether reading a component could reject a row. What could is read also where no step needs it:
 * which rows are rejected follows from the file and the row's type alone. A file's schema and its
 * counts of nulls and bounds are taken at their word.
 */
final class Refusals {
  private Refusals() {}

  static boolean arePossible(Component component, @Nullable Fit fit, List<Footer.Group> groups) {
    if (fit == null) {
      return false;
    }
    boolean mayBeNull = component.nullable() || component.kind() == Kind.OPTIONAL;
    return (!mayBeNull && mayHaveNulls(fit, groups)) || ofValue(fit, groups);
  }

  private static boolean mayHaveNulls(Fit fit, List<Footer.Group> groups) {
    if (fit.definition() == 0) {
      return false;
    }
    SchemaNode leaf = fit.leaf();
    return leaf == null
        || leaf.definition() > 1
        || !groups.stream().allMatch(group -> hasNoNulls(group.chunks().get(leaf.leaf())));
  }

  private static boolean hasNoNulls(Footer.Chunk chunk) {
    Statistics statistics = chunk.statistics();
    return statistics != null && statistics.isSetNull_count() && statistics.getNull_count() == 0;
  }

  private static boolean ofValue(Fit fit, List<Footer.Group> groups) {
    if (fit instanceof Fit.Longs longs) {
      return longs.rule().mayRefuse() && groups.stream().anyMatch(group -> mayRefuse(longs, group));
    }
    if (fit instanceof Fit.Bytes bytes) {
      return ofBytes(bytes.type().kind(), bytes.leaf());
    }
    if (fit instanceof Fit.Present present) {
      return ofValue(present.inner(), groups);
    }
    if (fit instanceof Fit.Items items) {
      return ofItems(items, groups);
    }
    return !(fit instanceof Fit.Doubles);
  }

  private static boolean mayRefuse(Fit.Longs fit, Footer.Group group) {
    GroupStatistics known = GroupStatistics.of(group, fit.leaf());
    return !known.isAllNull()
        && !(known.least().orElse(null) instanceof Bound.OfLong least
            && known.greatest().orElse(null) instanceof Bound.OfLong greatest
            && !fit.rule().mayRefuse(least.value(), greatest.value()));
  }

  private static boolean ofBytes(Kind kind, SchemaNode leaf) {
    Tag tag = leaf.annotation().tag();
    return switch (kind) {
      case STRING -> tag == Tag.NONE;
      case DECIMAL -> tag != Tag.DECIMAL || leaf.physical() == Type.BYTE_ARRAY;
      case BYTES -> false;
      default -> true;
    };
  }

  /** Elements that are there and good, and too few for a list to be too long. */
  private static boolean ofItems(Fit.Items items, List<Footer.Group> groups) {
    SchemaNode leaf = items.element().leaf();
    return leaf == null
        || leaf.definition() != items.repeated().definition()
        || ofValue(items.element(), groups)
        || groups.stream()
            .anyMatch(
                group ->
                    group.chunks().get(leaf.leaf()).values() > RepeatedAssembler.MOST_ELEMENTS);
  }
}
