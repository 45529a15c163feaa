/** Orders of a shop: cleaned, the rejected ones kept and explained, what each customer spends. */
@NullMarked
package ${package};

import org.jspecify.annotations.NullMarked;
