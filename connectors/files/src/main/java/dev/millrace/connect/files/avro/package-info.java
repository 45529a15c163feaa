/**
 * Avro object container files as sources and sinks.
 *
 * <p>{@link dev.millrace.connect.files.avro.AvroSource} and {@link
 * dev.millrace.connect.files.avro.AvroSink} are the bindings, made by {@link
 * dev.millrace.connect.files.Files}. Behind them, a plan is compiled once for a file's schema and a
 * shape: what becomes of each field, in the file's order. Values go from the bytes of a block into
 * columns, and from columns into bytes, without Avro's records in between; fields that nobody reads
 * are passed over.
 *
 * <p>The law of this package: what the file says about itself (lengths, counts, sizes) is checked
 * against what there is before anything is allocated or believed.
 */
@NullMarked
package dev.millrace.connect.files.avro;

import org.jspecify.annotations.NullMarked;
