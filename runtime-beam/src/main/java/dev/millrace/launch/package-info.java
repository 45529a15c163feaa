/**
 * The command line: {@link dev.millrace.launch.Millrace} plans and runs a pipeline for the people
 * who wrote it, shows how far it has come, and says at the end what became of every record.
 */
@NullMarked
package dev.millrace.launch;

import org.jspecify.annotations.NullMarked;
