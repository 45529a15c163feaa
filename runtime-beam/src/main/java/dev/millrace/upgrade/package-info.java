/**
 * Whether a stream can go on from a savepoint with another definition, known before it is tried.
 *
 * <p>{@code SavedPlan} is a plan as a file: what each step is, and what it keeps in a savepoint.
 * {@code Upgrade} compares two of them, step by step. The law of the room: what it says is what
 * happens. So a {@code Verdict} follows from what the engine itself writes in front of its state
 * ({@link dev.millrace.engine.StateLayout}), and the engine refuses what is told here to be
 * INCOMPATIBLE. {@code SavedBindings} says where the ports of a job were bound: what waits to be
 * published was made for these places.
 */
@NullMarked
package dev.millrace.upgrade;

import org.jspecify.annotations.NullMarked;
