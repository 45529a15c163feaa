package dev.millrace.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A part and the name it is published under.
 *
 * @param part as it was staged
 * @param name in its folder: {@code part-00000.csv}
 */
public record PublishedPart(StagedPart part, String name) {

  /**
   * Numbers the parts of each folder by their sort keys. The same parts get the same names, in
   * whatever order they come; so a manifest can be written before the publication.
   */
  public static List<PublishedPart> arrange(List<StagedPart> parts) {
    List<PublishedPart> arranged = new ArrayList<>(parts.size());
    String folder = "";
    int number = 0;
    for (StagedPart part : parts.stream().sorted(StagedPart.PUBLISHED_ORDER).toList()) {
      number = part.folder().equals(folder) ? number + 1 : 0;
      folder = part.folder();
      arranged.add(
          new PublishedPart(
              part, String.format(Locale.ROOT, "part-%05d%s", number, part.extension())));
    }
    return List.copyOf(arranged);
  }
}
