package dev.millrace.plan;

import dev.millrace.record.Component;
import java.io.Serializable;

/**
 * Where a component of an as-of join's rows comes from.
 *
 * @param target the component
 * @param view which of the views that were asked, from 0 on over the whole join; {@link #ROW} for
 *     the asking row
 * @param source the component of the features, or of the asking row
 */
public record AsOfTarget(Component target, int view, Component source) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The asking row itself. */
  public static final int ROW = -1;
}
