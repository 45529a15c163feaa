/**
 * Staging and atomic publication of a run's output folders.
 *
 * <p>A run writes parts into a {@link dev.millrace.publish.StagingArea}; nobody reads there. When
 * all of them are known, a {@link dev.millrace.publish.Publication} arranges them as a whole output
 * and makes it the current one by one rename, for all folders of the run at once. The laws here:
 *
 * <ul>
 *   <li>What a reader can see is the whole output of one run, or nothing.
 *   <li>A run that fails or is killed, at any moment, leaves the earlier output as it was.
 *   <li>Publishing a run twice changes nothing; a later run replaces, never adds.
 *   <li>Nothing that Millrace did not write is overwritten or deleted.
 * </ul>
 *
 * <p>The rename moves the run's <i>commit token</i>, a symbolic link that is made once, when the
 * run begins. Whoever takes the token away (a newer run, or the launcher of a failed one) has made
 * sure, without a lock and whatever zombie workers do later, that the run is never published.
 *
 * <p>Nothing here knows Beam. {@code docs/publication.md} describes the folders for users.
 */
@NullMarked
package dev.millrace.publish;

import org.jspecify.annotations.NullMarked;
