@NullMarked
package dev.millrace.publish;

import org.jspecify.annotations.NullMarked;
