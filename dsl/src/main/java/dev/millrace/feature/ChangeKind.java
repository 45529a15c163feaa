package dev.millrace.feature;

/** What a change record does to its key (SEMANTICS S2, S12). */
public enum ChangeKind {
  /** Adds a fact. */
  UPSERT,
  /** Ends the validity of all facts of the key before it in the order of SEMANTICS S3. */
  DELETE,
  /** Takes the fact with the record's id out of everything, from the record's time on. */
  RETRACT
}
