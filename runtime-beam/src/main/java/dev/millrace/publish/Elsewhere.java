package dev.millrace.publish;

/**
 * Knows about runs that go on without the process that launched them: as jobs of a cluster. What a
 * job is, only it understands; to the publication it is a text that is kept with the run.
 */
public interface Elsewhere {
  /** What is known of a job. */
  enum State {
    /** It may still publish. */
    GOING_ON,
    /** It never will again. */
    OVER,
    /** Nobody can be asked. */
    UNKNOWN
  }

  /** For launches that never leave a run: what another kind of launch has left goes on. */
  Elsewhere NOWHERE =
      new Elsewhere() {
        @Override
        public State state(String job) {
          return State.UNKNOWN;
        }

        @Override
        public String describe(String job) {
          return job;
        }
      };

  State state(String job);

  /** For people: what it is, and how to stop it. */
  String describe(String job);
}
