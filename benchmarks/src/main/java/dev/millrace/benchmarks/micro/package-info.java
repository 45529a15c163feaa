/**
 * Parts of the engine on their own, with JMH. Run by {@code mvn -B verify -Pjmh -DskipTests -pl
 * benchmarks -am}; those of parts that are nobody else's business stand in the parts' packages.
 */
@NullMarked
package dev.millrace.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
