/**
 * Where ports live: bindings, typed or from YAML, and the interface of connectors.
 *
 * <p>A connector is a {@link dev.millrace.connect.Connector} found by {@link
 * java.util.ServiceLoader} under a short name ({@code files}). It offers bindings: values that say
 * where a port lives and can open it on a worker. Bindings are definitions, so they travel to
 * workers by serialisation; data never does.
 */
@NullMarked
package dev.millrace.connect;

import org.jspecify.annotations.NullMarked;
