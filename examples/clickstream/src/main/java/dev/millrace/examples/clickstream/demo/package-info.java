/** Runs the example: servers, visitors, and a look at the results. Not a part of the job. */
@NullMarked
package dev.millrace.examples.clickstream.demo;

import org.jspecify.annotations.NullMarked;
