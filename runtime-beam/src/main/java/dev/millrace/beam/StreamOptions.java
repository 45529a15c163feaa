package dev.millrace.beam;

import java.util.List;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.DefaultValueFactory;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Hidden;
import org.apache.beam.sdk.options.PipelineOptions;

/** Beam options of a stream that are Millrace's own. */
public interface StreamOptions extends PipelineOptions {
  @Description(
      "How long a unit of publication is, in milliseconds of event time: what is published"
          + " together. Default: an hour.")
  @Default.Long(3_600_000)
  long getPublishEveryMillis();

  void setPublishEveryMillis(long millis);

  @Description(
      "In how many groups an aggregation shuffles. Part of the state's layout: a savepoint cannot"
          + " be restored with another number. Default: 32; on the direct runner, which restores"
          + " nothing and closes a part for each group, 4.")
  @Default.InstanceFactory(ShuffleGroups.class)
  int getShuffleGroups();

  void setShuffleGroups(int groups);

  /** How many groups there are when nobody says. */
  final class ShuffleGroups implements DefaultValueFactory<Integer> {
    private static final int GROUPS = 32;
    private static final int GROUPS_ON_DIRECT = 4;

    @Override
    public Integer create(PipelineOptions options) {
      return RunnerSettings.isDirect(options) ? GROUPS_ON_DIRECT : GROUPS;
    }
  }

  /** For tests of the engine: rows in a block; 0 for what the engine thinks best. */
  @Hidden
  @Default.Integer(0)
  int getBlockRows();

  void setBlockRows(int rows);

  /** For tests of the engine: see {@link dev.millrace.engine.Limits#shipRows}. */
  @Hidden
  @Default.Integer(0)
  int getShipRows();

  void setShipRows(int rows);

  /** For tests of the engine: see {@link dev.millrace.engine.Limits#keyEntries}. */
  @Hidden
  @Default.Integer(0)
  int getKeyEntries();

  void setKeyEntries(int entries);

  /**
   * What the readers do. It travels here and not in the source objects, because those are kept in
   * savepoints, and a restored reader must work by today's definition.
   *
   * <p>A list of one: Beam tells Flink all options, for its web UI to show, and those that are
   * texts with their values. Bindings in a definition hold what the environment gave them, secrets
   * among it.
   */
  @Hidden
  List<String> getStreamDefinition();

  void setStreamDefinition(List<String> definition);
}
