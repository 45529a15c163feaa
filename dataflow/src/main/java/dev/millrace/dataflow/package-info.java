/**
 * Templates for Google Cloud Dataflow, made without a network and without an account. A project
 * that has this module on its class path has a runner called dataflow; nobody else's class path
 * grows by Google's clients.
 */
@NullMarked
package dev.millrace.dataflow;

import org.jspecify.annotations.NullMarked;
