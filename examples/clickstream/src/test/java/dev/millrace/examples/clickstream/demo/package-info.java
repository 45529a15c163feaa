@NullMarked
package dev.millrace.examples.clickstream.demo;

import org.jspecify.annotations.NullMarked;
