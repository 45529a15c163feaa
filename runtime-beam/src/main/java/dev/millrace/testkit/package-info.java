/**
 * Tests of pipelines, on the direct runner with all of its checks: rows are given to sources, and
 * {@link dev.millrace.testkit.PipelineTest.Result} is asked what came out. For JUnit 5 or any other
 * framework; needs Hamcrest.
 */
@NullMarked
package dev.millrace.testkit;

import org.jspecify.annotations.NullMarked;
