/**
 * Real servers for tests and examples, each a process of its own that ends with the process that
 * started it: {@link dev.millrace.servers.FlinkCluster}, made of Flink's jars alone, and {@link
 * dev.millrace.servers.Broker}.
 */
@NullMarked
package dev.millrace.servers;

import org.jspecify.annotations.NullMarked;
