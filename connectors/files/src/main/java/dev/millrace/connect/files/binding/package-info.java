/**
 * What a binding to files says whatever their format: which files, which column is which component,
 * and what can be wrong with it. For the formats of this module; users name none of these types.
 */
@NullMarked
package dev.millrace.connect.files.binding;

import org.jspecify.annotations.NullMarked;
