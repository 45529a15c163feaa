/**
 * Topics as sources, sinks and quarantines.
 *
 * <p>{@link dev.millrace.connect.kafka.Kafka} is the way in; what it returns are immutable
 * bindings. A reader follows one partition: the messages of a poll are turned into rows together,
 * by the formats of files, and offsets are positions. A sender shares its producer with all others
 * of the process. Law of the room: where a run stands is kept in its checkpoints alone, and no
 * property of a client is ever shown.
 */
@NullMarked
package dev.millrace.connect.kafka;

import org.jspecify.annotations.NullMarked;
