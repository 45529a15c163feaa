/**
 * The plan: the whole definition as an immutable graph, checked before anything runs, described,
 * fingerprinted and compared with an earlier one.
 *
 * <p>A {@link dev.millrace.plan.CodeFingerprint} stands for code the plan cannot look into by type:
 * it changes when the code of that step changes, and only then.
 */
@NullMarked
package dev.millrace.plan;

import org.jspecify.annotations.NullMarked;
