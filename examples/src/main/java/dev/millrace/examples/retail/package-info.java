/** Invoice lines of a gift shop: cleaned, the rejected ones kept and explained, revenue by day. */
@NullMarked
package dev.millrace.examples.retail;

import org.jspecify.annotations.NullMarked;
