package dev.millrace.connect.files.parquet;

import dev.millrace.connect.Projection;
import dev.millrace.record.Component;
import dev.millrace.record.Kind;
import dev.millrace.record.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes the readers of the components that a plan needs, and of those that may reject rows. */
final class ComponentReaders {
  private ComponentReaders() {}

  static List<ComponentReader> of(
      Shape<?> shape,
      Projection projection,
      List<@Nullable Fit> fits,
      List<Footer.Group> groups,
      FileBytes file,
      ParquetFormat format) {
    Function<SchemaNode, LeafReader> leaves =
        leaf -> new LeafReader(leaf, file, format.pageLimit());
    List<ComponentReader> readers = new ArrayList<>();
    for (Component component : format.folders().inFiles(shape)) {
      Fit fit = fits.get(component.index());
      if (projection.needs(component.index()) || Refusals.arePossible(component, fit, groups)) {
        readers.add(of(shape, component, fit, leaves));
      }
    }
    return readers;
  }

  /** Columns without nesting go into columns as they are; all else is put together. */
  private static ComponentReader of(
      Shape<?> shape,
      Component component,
      @Nullable Fit fit,
      Function<SchemaNode, LeafReader> leaves) {
    if (fit == null) {
      return new AbsentReader(component);
    }
    boolean kept = component.kind().storage() == Kind.Storage.LONGS;
    if (fit instanceof Fit.Longs longs && kept) {
      return new LongsReader(component, leaves.apply(longs.leaf()), longs.rule());
    }
    if (fit instanceof Fit.Doubles doubles) {
      return new DoublesReader(component, leaves.apply(doubles.leaf()));
    }
    if (fit instanceof Fit.Bytes bytes && component.kind() == Kind.STRING) {
      return new TextReader(component, leaves.apply(bytes.leaf()));
    }
    return new ObjectsReader(component, shape.codec(component.index()), fit, leaves);
  }
}
