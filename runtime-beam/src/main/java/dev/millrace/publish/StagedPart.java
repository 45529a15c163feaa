package dev.millrace.publish;

import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * A complete part that waits to be published: a small value that travels down the data path.
 *
 * @param folder its output, as {@link PublicationLayout#key} says it
 * @param name of the file in the staging area; unique
 * @param sortKey parts of a folder are numbered in the order of their sort keys
 * @param bytes of the file
 * @param sha256 of the file's bytes, in lower-case hexadecimal digits
 */
public record StagedPart(String folder, String name, String sortKey, long bytes, String sha256) {
  private static final Pattern NAME = Pattern.compile("[0-9a-f-]{36}(\\.[A-Za-z0-9]+)*");
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

  /** Equal sort keys fall back on the content, so that numbering never depends on chance. */
  static final Comparator<StagedPart> PUBLISHED_ORDER =
      Comparator.comparing(StagedPart::folder)
          .thenComparing(StagedPart::sortKey)
          .thenComparing(StagedPart::sha256)
          .thenComparing(StagedPart::name);

  /**
   * @throws IllegalArgumentException when the name could lead out of the staging area or a value is
   *     malformed
   */
  public StagedPart {
    if (!NAME.matcher(name).matches() || bytes < 0 || !SHA_256.matcher(sha256).matches()) {
      throw new IllegalArgumentException(
          "not a staged part: name '" + name + "', " + bytes + " bytes, SHA-256 '" + sha256 + "'");
    }
  }

  /** With its dot; empty when there is none. */
  String extension() {
    return name.substring(36);
  }
}
