/**
 * Online views in files: a folder for each version of a view, with the states of keys in the parts
 * that runs have published. A reader takes for each key the newest that it finds, so that the order
 * in which parts were written has no meaning, and a part that is there twice changes nothing
 * (SEMANTICS S14).
 *
 * <p>{@link dev.millrace.connect.files.online.OnlineStore} is what a serving process opens. It
 * needs this module's classes and {@code dsl}, and loads nothing of Beam.
 */
@NullMarked
package dev.millrace.connect.files.online;

import org.jspecify.annotations.NullMarked;
