package dev.millrace.testkit;

/** What a failure hangs on. */
enum Cause {
  UNSTEADY(
      "a function of the view gives something else for the same fact when it is asked again: it may"
          + " hang on its arguments and on nothing else"),
  EMPTY("there are no facts at all"),
  NO_KEY("the question has no key"),
  DELETE("a delete ends the facts of its key before it in order, and no others"),
  RETRACTION("a retraction takes the fact of its id back, wherever it counted"),
  DUPLICATE("two deliveries of one id are one fact; two equal rows without an id are two"),
  LATE("the facts did not come in the order of their times; it is right when they do"),
  TIE("facts have the same time; each of them counts"),
  EDGE("the edge of a window lies elsewhere: a fact counts if T - d < e <= T, and not otherwise"),
  EXPIRY("a fact is gone that has not left the window: it counts while T - d < e"),
  KNOWN("a fact counts as soon as it is available, and not before"),
  NULL("a column is null, which is skipped"),
  VALUE("it hangs on a value: NaN, -0.0, an extreme, or one that others are equal to"),
  ORDER("it hangs on the order of facts with different times"),
  OTHER("no single change of a fact makes it right: it hangs on the way that is asked");

  private final String words;

  Cause(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
