/**
 * What tests of formats stand on: the bytes that releases wrote, kept beside the tests of the
 * module that writes them. See {@link dev.millrace.goldens.Golden}.
 */
@NullMarked
package dev.millrace.goldens;

import org.jspecify.annotations.NullMarked;
