package dev.millrace.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.publish.StagedPart;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * What one bundle of work has done: it travels to the publisher on the data path, so that a bundle
 * that is retried is counted once.
 *
 * @param origin under what it was done
 * @param ledger the records it saw
 * @param rules how often each rule was broken, by step
 * @param inputs what it read
 * @param raises frontiers of idle partitions that were raised
 * @param parts what it staged
 * @param sent what it sent to places that have no publication
 */
public record Receipt(
    Origin origin,
    Ledger ledger,
    List<RuleCount> rules,
    List<InputRead> inputs,
    List<FrontierRaise> raises,
    List<Staged> parts,
    List<Sent> sent) {
  private static final byte FORMAT_VERSION = 1;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /**
   * What the work was done under: a stream may go on from a savepoint with another definition.
   *
   * @param format of the receipt
   * @param definition the fingerprint of the plan
   * @param unitMicros the length of a unit of publication; 0 in a batch
   */
  public record Origin(int format, String definition, long unitMicros) {
    static Origin of(String definition, long unitMicros) {
      return new Origin(FORMAT_VERSION, definition, unitMicros);
    }
  }

  /** How often a rule of a step was broken. */
  public record RuleCount(String step, String rule, String severity, long count) {}

  /** Nothing was done. */
  static Receipt ofNothing(Origin origin) {
    return new Receipt(origin, new Ledger(), List.of(), List.of(), List.of(), List.of(), List.of());
  }

  /**
   * What was read of a partition: an extent, in bytes, with the hash of its bytes; or, of a stream,
   * the positions from where the receipt before it ended, without one.
   */
  public record InputRead(
      String port, String partition, long start, long end, String hash, long records) {}

  /**
   * The connector took a partition for idle behind a position (SEMANTICS S7).
   *
   * @param frontier microseconds UTC
   */
  public record FrontierRaise(String port, String partition, long position, long frontier) {}

  /**
   * A part file that waits to be published.
   *
   * @param port the sink or quarantine
   * @param binding which of the port's bindings, from 0
   * @param committed what is in it, by the step that sent it
   */
  public record Staged(String port, int binding, StagedPart part, Map<String, Tally> committed) {}

  /**
   * Rows that have arrived where they were sent.
   *
   * @param port the sink or quarantine
   * @param binding which of the port's bindings, from 0
   * @param committed what arrived, by the step that sent it
   */
  public record Sent(String port, int binding, long bytes, Map<String, Tally> committed) {}

  public byte[] toJson() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a receipt is plain values", e);
    }
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws StepFailedException when another version of Millrace wrote it otherwise
   */
  public static Receipt fromJson(byte[] json) throws IOException {
    JsonNode tree = JSON.readTree(json);
    int format = tree.path("origin").path("format").asInt();
    if (format != FORMAT_VERSION) {
      throw StateLayout.ofAnotherFormat("a receipt", format, FORMAT_VERSION);
    }
    return JSON.treeToValue(tree, Receipt.class);
  }
}
