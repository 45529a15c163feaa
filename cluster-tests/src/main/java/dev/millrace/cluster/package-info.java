/**
 * A real Flink session cluster for tests: a JobManager and TaskManagers, each a process of its own,
 * made of Flink's jars alone. {@link dev.millrace.cluster.FlinkCluster} starts and stops it.
 */
@NullMarked
package dev.millrace.cluster;

import org.jspecify.annotations.NullMarked;
