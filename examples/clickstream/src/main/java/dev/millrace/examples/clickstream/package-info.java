/**
 * A stream over Kafka: what visitors of a shop do, with late and dirty events, becomes sessions and
 * features that are served. {@link dev.millrace.examples.clickstream.Clickstream} is the pipeline;
 * {@code run.sh} runs it on a broker and a cluster of its own.
 */
@NullMarked
package dev.millrace.examples.clickstream;

import org.jspecify.annotations.NullMarked;
