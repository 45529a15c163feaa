/** The command line with the runner called dataflow. */
@NullMarked
package dev.millrace.launch;

import org.jspecify.annotations.NullMarked;
