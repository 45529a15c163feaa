/** The servers start, answer, and are gone with the process that started them. */
@NullMarked
package dev.millrace.servers;

import org.jspecify.annotations.NullMarked;
