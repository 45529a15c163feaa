/** Definitions as an author writes them, outside of the language's own package. */
package dev.millrace.definition;
