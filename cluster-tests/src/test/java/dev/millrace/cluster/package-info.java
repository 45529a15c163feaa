/** The retail job, as one jar, on a Flink cluster: submitted in every way, stopped and killed. */
@NullMarked
package dev.millrace.cluster;

import org.jspecify.annotations.NullMarked;
