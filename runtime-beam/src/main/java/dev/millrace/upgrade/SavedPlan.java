package dev.millrace.upgrade;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.plan.Plan;
import dev.millrace.plan.Problem;
import dev.millrace.plan.ProblemsException;
import dev.millrace.plan.StepFingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A plan as a file: stable text that says of each step what it is and what it keeps in a savepoint.
 * It holds no values of bindings and no code; of code, only hashes.
 *
 * @param format of this file
 * @param pipeline its name
 * @param definition the fingerprint of the whole plan
 * @param steps inputs first, and at the end what publishes
 */
public record SavedPlan(int format, String pipeline, String definition, List<SavedStep> steps) {
  /** The format this version writes. */
  public static final int FORMAT = 1;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  public SavedPlan {
    Objects.requireNonNull(pipeline);
    Objects.requireNonNull(definition);
    steps = List.copyOf(steps);
  }

  /**
   * A plan as it would run as a stream.
   *
   * @param shuffleGroups how many groups rows are dealt out to
   * @param publishEveryMillis length of a unit of publication
   */
  public static SavedPlan of(Plan plan, int shuffleGroups, long publishEveryMillis) {
    Map<String, StepFingerprint> fingerprints = plan.fingerprints();
    return new SavedPlan(
        FORMAT,
        plan.pipeline(),
        plan.fingerprint(),
        Stream.concat(
                plan.steps().stream()
                    .map(step -> SavedStep.of(step, fingerprints.get(step.name()), shuffleGroups)),
                Stream.of(SavedStep.ofPublication(publishEveryMillis)))
            .toList());
  }

  /** The file: the same plan gives the same text. */
  public String toJson() {
    try {
      return JSON.writeValueAsString(this).replace("\r\n", "\n") + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a plan is plain values", e);
    }
  }

  /**
   * Reads a file that {@link #toJson} gave.
   *
   * @throws ProblemsException as {@link #fromJson}, and when it cannot be read
   */
  public static SavedPlan read(Path file) {
    try {
      return fromJson(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw none(file.toString(), "it cannot be read: " + e, e);
    }
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @param where the text comes from, for messages
   * @throws ProblemsException when it is something else, damaged, or of a later version
   */
  public static SavedPlan fromJson(String json, String where) {
    try {
      JsonNode tree = JSON.readTree(json);
      int format = tree.path("format").asInt();
      if (format > FORMAT && tree.path("steps").isArray()) {
        throw newer(where, format);
      }
      if (format != FORMAT) {
        throw none(where, "it has no format that is known", null);
      }
      return JSON.treeToValue(tree, SavedPlan.class);
    } catch (JsonProcessingException | NullPointerException e) {
      throw none(where, why(e), e);
    }
  }

  private static String why(Exception e) {
    return e instanceof JsonProcessingException json
        ? json.getOriginalMessage()
        : "something is missing in it";
  }

  private static ProblemsException newer(String where, int format) {
    return new ProblemsException(
        where,
        List.of(
            new Problem(
                UpgradeCode.NEWER_PLAN,
                where,
                "The plan is in format " + format + ", and this version reads " + FORMAT,
                "what it says of state could be misunderstood",
                "compare with the version of Millrace that wrote it, or a later one")));
  }

  private static ProblemsException none(String where, String what, @Nullable Exception cause) {
    ProblemsException refused =
        new ProblemsException(
            where,
            List.of(
                new Problem(
                    UpgradeCode.NOT_A_PLAN,
                    where,
                    "This is no plan: " + what,
                    "state can only be compared with what is known of it",
                    "give the file that `plan --json` printed for the definition that runs")));
    if (cause != null) {
      refused.initCause(cause);
    }
    return refused;
  }

  Optional<SavedStep> step(String name) {
    return steps.stream().filter(step -> step.name().equals(name)).findFirst();
  }
}
