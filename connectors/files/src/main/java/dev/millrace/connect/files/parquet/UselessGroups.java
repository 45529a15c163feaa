package dev.millrace.connect.files.parquet;

import dev.millrace.connect.Projection;
import dev.millrace.connect.files.binding.FolderValues;
import dev.millrace.record.Component;
import dev.millrace.record.Shape;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The row groups that need not be read: no row of them meets the conditions of the plan, and none
 * would be rejected, by any component, whether or not the plan reads it.
 */
final class UselessGroups {
  private UselessGroups() {}

  /** By their place in the list. Row groups without rows are none: there is nothing to skip. */
  static BitSet of(
      Shape<?> shape,
      Projection projection,
      List<@Nullable Fit> fits,
      FolderValues folders,
      List<Footer.Group> groups) {
    BitSet useless = new BitSet();
    if (projection.conditions().isEmpty()) {
      return useless;
    }
    for (int i = 0; i < groups.size(); i++) {
      Footer.Group group = groups.get(i);
      boolean mayKeepAny =
          projection.mayKeepAny(
              component ->
                  folders.has(component)
                      ? folders.statistics(component)
                      : ComponentStatistics.of(shape, component, fits.get(component), group));
      if (group.rows() > 0 && !mayKeepAny && !mayReject(shape, fits, group)) {
        useless.set(i);
      }
    }
    return useless;
  }

  private static boolean mayReject(Shape<?> shape, List<@Nullable Fit> fits, Footer.Group group) {
    for (Component component : shape.components()) {
      if (Refusals.arePossible(component, fits.get(component.index()), List.of(group))) {
        return true;
      }
    }
    return false;
  }
}
