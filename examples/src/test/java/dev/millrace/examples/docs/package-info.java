/** The Java that stands in the README and in docs: compiled here or elsewhere, and compared. */
@NullMarked
package dev.millrace.examples.docs;

import org.jspecify.annotations.NullMarked;
