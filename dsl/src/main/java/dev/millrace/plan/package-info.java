/**
 * The logical plan: what a pipeline means, as an immutable graph of sealed steps, checked as a
 * whole.
 *
 * <p>Nothing here reads or writes data. A {@link dev.millrace.plan.Problem} is how the plan, the
 * bindings and the launcher speak to an author: a stable code, the step, what, why, and what to
 * write instead.
 */
@NullMarked
package dev.millrace.plan;

import org.jspecify.annotations.NullMarked;
