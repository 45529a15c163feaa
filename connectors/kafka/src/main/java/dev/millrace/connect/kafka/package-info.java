/** Ports in Kafka topics: Kafka has the factories. */
@NullMarked
package dev.millrace.connect.kafka;

import org.jspecify.annotations.NullMarked;
