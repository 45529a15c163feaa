/**
 * Invoice lines of a gift shop: cleaned, the rejected ones kept and explained, revenue by day, and
 * what they tell of a customer at a time, for training and for serving.
 *
 * <p>{@link dev.millrace.examples.retail.Retail} is the pipeline. {@link
 * dev.millrace.examples.retail.Labels} makes the answers that a model learns from, and {@link
 * dev.millrace.examples.retail.Serve} asks the same features without Beam; both read what {@link
 * dev.millrace.examples.retail.ValidLines} has published.
 */
@NullMarked
package dev.millrace.examples.retail;

import org.jspecify.annotations.NullMarked;
