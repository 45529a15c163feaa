/**
 * The job of the fault suite, packaged as users package theirs, and in the tests the faults that it
 * has to live with: killed workers, a broker that goes away, sinks that are slow or refuse, poison.
 */
@NullMarked
package dev.millrace.faults;

import org.jspecify.annotations.NullMarked;
