@NullMarked
package dev.millrace.examples.clickstream;

import org.jspecify.annotations.NullMarked;
