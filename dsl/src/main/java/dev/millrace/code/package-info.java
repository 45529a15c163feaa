/**
 * Fingerprints of opaque code: what a function of the author's does, as a hash that a compiler's
 * numbering, line numbers and the order of methods do not change.
 *
 * <p>{@link dev.millrace.code.CodeFingerprint} reads the class file of a lambda, normalises the
 * bytecode it can reach in its own nest, and hashes it together with what the lambda captured.
 * Nothing else here is public.
 */
@NullMarked
package dev.millrace.code;

import org.jspecify.annotations.NullMarked;
