package dev.millrace.connect.files.parquet;

import dev.millrace.connect.files.binding.ColumnNames;
import dev.millrace.connect.files.binding.PartitionColumns;
import java.io.Serializable;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * How columns become components.
 *
 * @param folders the components whose values stand in the names of folders instead
 * @param zone of timestamps that are local
 * @param pageLimit how many bytes a page may have
 */
record ParquetFormat(
    ColumnNames columns, PartitionColumns folders, @Nullable ZoneId zone, int pageLimit)
    implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int GREATEST = 1 << 30;

  static final ParquetFormat DEFAULT =
      new ParquetFormat(ColumnNames.BY_NAME, PartitionColumns.NONE, null, 128 << 20);

  ParquetFormat {
    if (pageLimit < 1 || pageLimit > GREATEST) {
      throw new IllegalArgumentException(
          "A limit of " + pageLimit + " bytes for a page: write one from 1 to " + GREATEST);
    }
  }

  ParquetFormat withColumns(ColumnNames newColumns) {
    return new ParquetFormat(newColumns, folders, zone, pageLimit);
  }

  ParquetFormat withFolders(PartitionColumns newFolders) {
    return new ParquetFormat(columns, newFolders, zone, pageLimit);
  }

  ParquetFormat withZone(ZoneId newZone) {
    return new ParquetFormat(columns, folders, newZone, pageLimit);
  }

  ParquetFormat withPageLimit(int newLimit) {
    return new ParquetFormat(columns, folders, zone, newLimit);
  }
}
