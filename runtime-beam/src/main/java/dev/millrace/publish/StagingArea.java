package dev.millrace.publish;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.NoSuchFileException;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Where workers write parts. A part that is never finished, or whose {@link StagedPart} never
 * reaches the publication, is not published: a bundle may be tried as often as it takes.
 */
public final class StagingArea implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Pattern EXTENSION = Pattern.compile("(\\.[A-Za-z0-9]+)*");

  private final RunFolder run;

  StagingArea(RunFolder run) {
    this.run = run;
  }

  /**
   * Starts an attempt at a part.
   *
   * @param folder as it is bound
   * @param extension with its dot; empty for none
   * @param sortKey orders the parts of a folder; two parts may have the same
   * @throws IllegalArgumentException when the folder is not bound or the extension is none
   * @throws dev.millrace.plan.ProblemsException when the run was given up
   */
  public StagedFile create(String folder, String extension, String sortKey) throws IOException {
    if (!EXTENSION.matcher(extension).matches()) {
      throw new IllegalArgumentException("'" + extension + "' is not an extension, as '.csv' is");
    }
    String key = run.layout().key(folder);
    try {
      return StagedFile.create(run.staging(key), key, UUID.randomUUID() + extension, sortKey);
    } catch (NoSuchFileException gone) {
      throw Publication.givenUp(run);
    }
  }
}
