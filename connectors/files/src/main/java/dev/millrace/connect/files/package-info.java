/**
 * Files as sources and sinks: CSV and JSON Lines, plain or compressed, and, in a package of its
 * own, Avro.
 *
 * <p>{@link dev.millrace.connect.files.Files} is the way in; what it returns are immutable
 * bindings. Behind them a scanner finds records in bytes, without knowing what they mean, and a
 * parser per format turns a record into values of columns. Where a record ends depends on the bytes
 * from the file's start alone, never on how the file was cut for workers: so positions, rows and
 * rejects are the same for any cut. A compressed file is unpacked below the scanner and never cut.
 */
@NullMarked
package dev.millrace.connect.files;

import org.jspecify.annotations.NullMarked;
