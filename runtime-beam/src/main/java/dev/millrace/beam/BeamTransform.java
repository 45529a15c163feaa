package dev.millrace.beam;

import dev.millrace.plan.Transform;
import java.io.Serializable;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;
import org.jspecify.annotations.Nullable;

/**
 * The escape hatch to Beam: a {@code PTransform} of the user's in the middle of a pipeline.
 *
 * <pre>{@code
 * events.apply("scored", Scored.class, Scored::at, BeamTransform.of(new Score()))
 * }</pre>
 *
 * <p>It gets a collection in the global window whose elements are the rows, stamped with their
 * event time in whole milliseconds, floored. What it gives back may be in any windows; each row's
 * event time is the column named in {@code apply}. In a stream that time must not lie before the
 * element's own timestamp: Beam has passed it, and the run fails. Both collections have Millrace's
 * coder for rows, which is deterministic; other collections inside need coders as always.
 *
 * <p>Where such a transform is in the graph, the runner keeps its own guards: it copies elements
 * between steps, since nobody knows whether the transform changes them.
 */
public final class BeamTransform<A, B> implements Transform<A, B> {
  private static final long serialVersionUID = 1L;

  private final String name;

  /** Known only where the graph is built; workers get what Beam makes of it. */
  private final transient @Nullable PTransform<PCollection<A>, PCollection<B>> transform;

  private BeamTransform(PTransform<PCollection<A>, PCollection<B>> transform) {
    this.name = transform.getClass().getName();
    this.transform = transform;
  }

  public static <A, B> BeamTransform<A, B> of(
      PTransform<PCollection<A>, PCollection<B>> transform) {
    return new BeamTransform<>(transform);
  }

  @Override
  public String describe() {
    return name;
  }

  @Override
  public Serializable code() {
    return transform();
  }

  PTransform<PCollection<A>, PCollection<B>> transform() {
    if (transform == null) {
      throw new IllegalStateException(name + " is applied only where the graph is built");
    }
    return transform;
  }
}
