package dev.millrace.publish;

/** The moments between which a publication can die; the tests kill it at each of them. */
enum Phase {
  BEGIN_SWEEPING,
  DEAD_RUNS_GIVEN_UP,
  PARTS_STAGED,
  BEFORE_FIRST_PART,
  BETWEEN_PARTS,
  MANIFESTS_WRITTEN,
  OUTPUT_COMPLETE,
  BEFORE_SWAP,
  AFTER_SWAP,
  DURING_CLEAN_UP
}
