package dev.millrace.dataflow;

import com.google.api.services.dataflow.model.DataflowPackage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.runners.dataflow.options.DataflowPipelineOptions;
import org.apache.beam.runners.dataflow.util.PackageUtil.StagedFile;
import org.apache.beam.runners.dataflow.util.Stager;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * Names the files that a template needs, at the staging location, and copies none: whoever submits
 * the template puts them there. Of {@code out.json}, {@code out-files.txt} has a line for each: the
 * place, a tab, and the file here. What Beam makes itself is written beside the template: {@code
 * out-pipeline.pb}. Beam finds this class by its name, and makes it with {@link #fromOptions}.
 */
public final class NamedPackages implements Stager {
  private final String location;
  private final Path template;
  private final Map<String, String> files = new TreeMap<>();

  private NamedPackages(String location, Path template) {
    this.location = location.endsWith("/") ? location : location + "/";
    this.template = template;
  }

  /** As Beam asks for it. */
  public static NamedPackages fromOptions(PipelineOptions options) {
    DataflowPipelineOptions dataflow = options.as(DataflowPipelineOptions.class);
    return new NamedPackages(
        dataflow.getStagingLocation(), Path.of(dataflow.getTemplateLocation()));
  }

  @Override
  public List<DataflowPackage> stageFiles(List<StagedFile> staged) {
    List<DataflowPackage> packages =
        staged.stream().map(file -> named(file.getDestination(), file.getSource())).toList();
    writeList();
    return packages;
  }

  @Override
  public DataflowPackage stageToFile(byte[] bytes, String name) {
    Path file = beside(name);
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    DataflowPackage made = named(name, file.toString());
    writeList();
    return made;
  }

  private DataflowPackage named(String name, String source) {
    files.put(location + name, source);
    return new DataflowPackage().setName(name).setLocation(location + name);
  }

  private void writeList() {
    StringBuilder lines = new StringBuilder();
    files.forEach((place, file) -> lines.append(place).append('\t').append(file).append('\n'));
    try {
      Files.writeString(beside("files.txt"), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path beside(String name) {
    String own = String.valueOf(template.getFileName()).replaceFirst("\\.json$", "");
    return template.resolveSibling(own + "-" + name);
  }
}
