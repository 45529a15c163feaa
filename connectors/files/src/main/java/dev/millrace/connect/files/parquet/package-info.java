/**
 * Parquet files as sources and sinks, from and into columns.
 *
 * <p>Public are {@link dev.millrace.connect.files.parquet.ParquetSource}, {@link
 * dev.millrace.connect.files.parquet.ParquetSink} and the compression it may be given. The rest, in
 * the order of reading: a {@code Footer} is a file's schema and its row groups; {@code TypeFit}
 * matches a component to a node of the schema, once and before the first row; a {@code LeafReader}
 * decodes the pages of one column chunk; a {@code ComponentReader} turns leaves into the values of
 * a component; {@code ParquetReader} appends them, column by column. Writing goes the other way,
 * from {@code ColumnOut} by {@code LeafWriter} to pages.
 *
 * <p>The law of this package: nothing that a file claims is believed before it is compared with the
 * bytes there are. Lengths and counts are checked before anything is allocated, and what does not
 * add up is a {@code DamagedParquetException} that names the place. For this reason pages are
 * decoded here; what is written is encoded by parquet-java.
 */
@NullMarked
package dev.millrace.connect.files.parquet;

import org.jspecify.annotations.NullMarked;
