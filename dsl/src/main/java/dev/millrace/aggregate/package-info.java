/**
 * The algebra of aggregations: create, add, merge, result, and an inverse where there is one. The
 * engine's folds and, later, the serving evaluator are drivers of the same objects.
 *
 * <p>State is kept for many groups at once, in arrays indexed by a slot, never as an object per
 * key. Laws, tested as properties: adding in any order and merging in any tree give the same
 * result, bit for bit, and the same bytes.
 */
@NullMarked
package dev.millrace.aggregate;

import org.jspecify.annotations.NullMarked;
