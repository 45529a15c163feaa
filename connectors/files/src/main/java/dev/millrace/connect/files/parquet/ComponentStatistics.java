package dev.millrace.connect.files.parquet;

import dev.millrace.connect.ColumnStatistics;
import dev.millrace.connect.files.parquet.GroupStatistics.Bound;
import dev.millrace.record.ColumnBuilder;
import dev.millrace.record.Component;
import dev.millrace.record.Kind;
import dev.millrace.record.Shape;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Statistics of a row group's column as those of the component that is read from it. A bound goes
 * through the rule that values go through, so it stays one; where that rule does not keep the order
 * that the file's bounds go by, there is none.
 */
final class ComponentStatistics {
  private final Shape<?> shape;
  private final Component component;
  private final Fit fit;

  private ComponentStatistics(Shape<?> shape, Component component, Fit fit) {
    this.shape = shape;
    this.component = component;
    this.fit = fit;
  }

  /**
   * @param fit null for a component that the file has no column for
   */
  static ColumnStatistics of(Shape<?> shape, int component, @Nullable Fit fit, Footer.Group group) {
    Component of = shape.components().get(component);
    if (of.kind() == Kind.OPTIONAL) {
      return ColumnStatistics.UNKNOWN; // a bound would have to be an Optional, which has no order
    }
    if (fit == null) {
      return ColumnStatistics.ofNulls();
    }
    SchemaNode leaf = fit.leaf();
    return leaf == null
        ? ColumnStatistics.UNKNOWN
        : new ComponentStatistics(shape, of, fit)
            .statistics(GroupStatistics.of(group, leaf), leaf.definition() > 0);
  }

  private ColumnStatistics statistics(GroupStatistics known, boolean isOptional) {
    if (isOptional && known.isAllNull()) {
      return ColumnStatistics.ofNulls();
    }
    return ColumnStatistics.between(
        known.least().map(this::value).orElse(null),
        known.greatest().map(this::value).orElse(null),
        isOptional && known.nulls().orElse(1) > 0);
  }

  /** Null where the bound is none for the component. */
  private @Nullable Comparable<?> value(Bound bound) {
    if (fit instanceof Fit.Longs longs && bound instanceof Bound.OfLong raw) {
      return ofLong(longs, raw.value());
    }
    if (fit instanceof Fit.Doubles && bound instanceof Bound.OfDouble raw) {
      return ofDouble(raw.value());
    }
    if (fit instanceof Fit.Doubles && bound instanceof Bound.OfLong raw) {
      return ofDouble((double) raw.value()); // of 32 bits, which a double holds
    }
    if (fit instanceof Fit.Bytes && bound instanceof Bound.OfBytes raw) {
      return ofBytes(raw.value());
    }
    return null;
  }

  private @Nullable Comparable<?> ofLong(Fit.Longs longs, long raw) {
    LongRule rule = longs.rule();
    if (!rule.keepsOrder() || !rule.fits(raw)) {
      return null;
    }
    if (component.kind() == Kind.DECIMAL) {
      return BigDecimal.valueOf(rule.apply(raw), longs.scale());
    }
    ColumnBuilder one = shape.builder(component.index(), 1);
    one.appendLong(rule.apply(raw));
    return valueOf(one);
  }

  private @Nullable Comparable<?> ofDouble(double raw) {
    ColumnBuilder one = shape.builder(component.index(), 1);
    one.appendDouble(raw);
    return valueOf(one);
  }

  private @Nullable Comparable<?> valueOf(ColumnBuilder one) {
    return (Comparable<?>) shape.codec(component.index()).value(one.build(), 0);
  }

  /**
   * Text only: it goes by its bytes. Names of constants, and numbers in text, do not. Cut text may
   * end within a character, and a greatest that was raised in one may be no text at all.
   */
  private @Nullable Comparable<?> ofBytes(byte[] raw) {
    return component.kind() == Kind.STRING && Text.isUtf8(raw, 0, raw.length)
        ? new String(raw, StandardCharsets.UTF_8)
        : null;
  }
}
