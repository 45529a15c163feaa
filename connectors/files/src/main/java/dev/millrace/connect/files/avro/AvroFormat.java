package dev.millrace.connect.files.avro;

import dev.millrace.connect.files.binding.ColumnNames;
import dev.millrace.connect.files.binding.PartitionColumns;
import java.io.Serializable;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How fields become components.
 *
 * @param aliases older names of a component's field, in the order in which they are looked for
 * @param folders the components whose values stand in the names of folders instead
 * @param zone of local times
 * @param blockBytes how long a block may be, compressed and decompressed
 */
record AvroFormat(
    ColumnNames names,
    Map<String, List<String>> aliases,
    PartitionColumns folders,
    @Nullable ZoneId zone,
    int blockBytes)
    implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int GREATEST = 1 << 29;

  static final AvroFormat DEFAULT =
      new AvroFormat(ColumnNames.BY_NAME, Map.of(), PartitionColumns.NONE, null, 1 << 24);

  AvroFormat {
    aliases = Map.copyOf(aliases);
    if (blockBytes < 1 || blockBytes > GREATEST) {
      throw new IllegalArgumentException(
          "the limit of a block is 1 to " + GREATEST + " bytes, but is " + blockBytes);
    }
  }

  AvroFormat withNames(ColumnNames newNames) {
    return new AvroFormat(newNames, aliases, folders, zone, blockBytes);
  }

  AvroFormat withAlias(String component, String olderName) {
    Map<String, List<String>> more = new TreeMap<>(aliases);
    List<String> older = new ArrayList<>(more.getOrDefault(component, List.of()));
    older.add(olderName);
    more.put(component, List.copyOf(older));
    return new AvroFormat(names, more, folders, zone, blockBytes);
  }

  AvroFormat withFolders(PartitionColumns newFolders) {
    return new AvroFormat(names, aliases, newFolders, zone, blockBytes);
  }

  AvroFormat withZone(ZoneId newZone) {
    return new AvroFormat(names, aliases, folders, newZone, blockBytes);
  }

  AvroFormat withBlockBytes(int newLimit) {
    return new AvroFormat(names, aliases, folders, zone, newLimit);
  }
}
