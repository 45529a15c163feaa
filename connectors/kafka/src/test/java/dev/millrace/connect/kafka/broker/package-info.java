/** A real Kafka broker for tests, in a process of its own. */
@NullMarked
package dev.millrace.connect.kafka.broker;

import org.jspecify.annotations.NullMarked;
