/** Golden files are written once. */
@NullMarked
package dev.millrace.goldens;

import org.jspecify.annotations.NullMarked;
