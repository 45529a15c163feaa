package dev.millrace.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.plan.Bound;
import dev.millrace.plan.Knowledge;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Step;
import dev.millrace.plan.StepFingerprint;
import dev.millrace.plan.ViewDefinition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a published run was: enough to identify every data set it wrote. Written as JSON beside the
 * data; two runs of one definition over the same input differ in their ids and times only.
 *
 * @param format of this file
 * @param pipeline its name
 * @param run its id
 * @param definition the fingerprint of the whole plan
 * @param steps the fingerprints of its steps, in plan order
 * @param views how each feature view was asked or kept to be served, in plan order
 * @param version of Millrace
 * @param started when the run began, ISO-8601 UTC
 * @param finished when it was ready to be published, ISO-8601 UTC
 * @param sources how each source was bound, with the zone of its local times
 * @param unit the unit of a stream that this is the manifest of; null for a whole run
 * @param units the units that a stream has published so far; null for anything else
 * @param inputs what was read, by port and partition
 * @param raises frontiers of idle partitions that were raised; those of a stream stand in the
 *     manifests of its units
 * @param outputs what was published, by port and binding
 * @param rules how often each rule was broken
 * @param ledger what became of every record
 */
public record Manifest(
    int format,
    String pipeline,
    String run,
    String definition,
    Map<String, StepFingerprint> steps,
    List<View> views,
    String version,
    String started,
    String finished,
    Map<String, String> sources,
    @Nullable Unit unit,
    @Nullable PublishedUnits units,
    List<Input> inputs,
    List<Receipt.FrontierRaise> raises,
    List<Output> outputs,
    List<Receipt.RuleCount> rules,
    Ledger ledger) {
  /** The format this version writes. */
  public static final int FORMAT = 1;

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /**
   * What the features of a step are: without it nobody could tell which facts a training row saw
   * (SEMANTICS S5, S6, S16).
   *
   * @param view {@code customer_spend@1}
   * @param fingerprint of the view, as online stores have it
   * @param bound {@code closed}, {@code before}, {@code before self} or {@code include self}
   * @param knowledge {@code as served}, or {@code corrected}: facts count that were not known yet
   */
  public record View(String step, String view, String fingerprint, String bound, String knowledge) {
    /** The views of a plan. */
    static List<View> of(Plan plan) {
      List<View> views = new ArrayList<>();
      for (Step step : plan.steps()) {
        if (step instanceof Step.AsOf asOf) {
          asOf.uses().forEach(use -> views.add(of(step, use.view(), use.bound(), use.knowledge())));
        } else if (step instanceof Step.States states) {
          views.add(of(step, states.view(), Bound.CLOSED, Knowledge.AS_SERVED));
        }
      }
      return List.copyOf(views);
    }

    private static View of(Step step, ViewDefinition view, Bound bound, Knowledge knowledge) {
      return new View(
          step.name(), view.title(), view.fingerprint(), bound.words(), knowledge.words());
    }
  }

  /**
   * A window of event time that was published as a whole.
   *
   * @param start ISO-8601 UTC
   * @param end ISO-8601 UTC; not in it
   */
  public record Unit(String name, String start, String end) {}

  /** What a stream has published: how many units, and which are the first and the last. */
  public record PublishedUnits(int count, Unit first, Unit last) {}

  /**
   * A partition that was read.
   *
   * @param records in it, readable or not
   * @param extents in order; one for a partition that was not cut. Of a stream the positions, from
   *     where the unit before it ended
   */
  public record Input(String port, String partition, long records, List<Extent> extents) {
    /** A stretch of a partition, and the hash of its bytes with the name of its algorithm. */
    public record Extent(long start, long end, String hash) {}
  }

  /**
   * A folder that was published.
   *
   * @param binding for people
   * @param folder as bound
   * @param records in all parts
   * @param bytes in all parts
   * @param files how many parts
   * @param parts each of them; those of a stream stand in the manifests of its units
   */
  public record Output(
      String port,
      String binding,
      String folder,
      long records,
      long bytes,
      long files,
      List<Part> parts) {
    /** A file of the folder. */
    public record Part(String name, long bytes, String sha256) {}
  }

  public byte[] toJson() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a manifest is plain values", e);
    }
  }

  /** Reads what {@link #toJson} wrote. */
  public static Manifest fromJson(byte[] json) throws IOException {
    return JSON.readValue(json, Manifest.class);
  }
}
