package dev.millrace.feature;

/**
 * A row on its way through an as-of join that asks by several keys, one after the other.
 *
 * @param row the asking row in its codec's form
 * @param answers the features so far, each in its codec's form, one behind the other
 */
@SuppressWarnings("ArrayRecordComponent")
public record PartlyAnswered(byte[] row, byte[] answers) {}
