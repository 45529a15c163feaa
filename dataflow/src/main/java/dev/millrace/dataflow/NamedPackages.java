package dev.millrace.dataflow;

import com.google.api.services.dataflow.model.DataflowPackage;
import java.util.List;
import org.apache.beam.runners.dataflow.options.DataflowPipelineOptions;
import org.apache.beam.runners.dataflow.util.PackageUtil.StagedFile;
import org.apache.beam.runners.dataflow.util.Stager;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * Names the files that a template needs, at the staging location, and copies none: whoever submits
 * the template puts them there. Beam finds it by its class's name, and makes it with {@link
 * #fromOptions}.
 */
public final class NamedPackages implements Stager {
  private final String location;

  private NamedPackages(String location) {
    this.location = location.endsWith("/") ? location : location + "/";
  }

  /** As Beam asks for it. */
  public static NamedPackages fromOptions(PipelineOptions options) {
    return new NamedPackages(options.as(DataflowPipelineOptions.class).getStagingLocation());
  }

  @Override
  public List<DataflowPackage> stageFiles(List<StagedFile> files) {
    return files.stream().map(file -> named(file.getDestination())).toList();
  }

  @Override
  public DataflowPackage stageToFile(byte[] bytes, String name) {
    return named(name);
  }

  private DataflowPackage named(String name) {
    return new DataflowPackage().setName(name).setLocation(location + name);
  }
}
