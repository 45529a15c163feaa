package dev.millrace.connect.files.online;

import dev.millrace.connect.files.binding.FilesCode;
import dev.millrace.plan.Problem;
import dev.millrace.plan.ProblemsException;
import dev.millrace.plan.ViewDefinition;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * The version of a view that states are of. What is kept of one version never meets another
 * (SEMANTICS S16).
 *
 * @param title {@code customer_spend@1}
 * @param fingerprint of the view
 */
public record ViewVersion(String title, String fingerprint) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The version that a definition is. */
  public static ViewVersion of(ViewDefinition view) {
    return new ViewVersion(view.title(), view.fingerprint());
  }

  /** What a store calls its place: title and fingerprint. */
  public String name() {
    return title + "-" + fingerprint;
  }

  /** Whether a {@link #name} is of this view, in whatever version. */
  public boolean isOfSameView(String otherName) {
    return otherName.startsWith(title.substring(0, title.indexOf('@') + 1));
  }

  /**
   * The store has nothing of this version.
   *
   * @param store for people
   * @param names of the versions of this view that it has
   */
  public ProblemsException notIn(String store, Collection<String> names) {
    return refusal(
        store,
        FilesCode.NO_STATES,
        "There are no states of " + title + " with the fingerprint " + fingerprint,
        names.isEmpty()
            ? "nothing of this view was published there yet"
            : "there are only those of "
                + String.join(", ", new TreeSet<>(names))
                + ", and what is kept of one version answers nothing for another",
        "run the pipeline that feeds the online view with this very definition, or serve with the"
            + " code that wrote what is there");
  }

  /**
   * Something in the place of this version is of another.
   *
   * @param what holds it, and which it is
   */
  public ProblemsException meetsAnother(String store, String what) {
    return refusal(
        store,
        FilesCode.OTHER_STATES,
        what,
        "the place is that of "
            + title
            + " with "
            + fingerprint
            + ", and what is kept of one version answers nothing for another",
        "take it out: Millrace did not put it there");
  }

  /**
   * Something in the place of this version is not what was written.
   *
   * @param fix how to be rid of it
   */
  public ProblemsException damaged(String store, String what, String fix) {
    return refusal(store, FilesCode.STATES_DAMAGED, what, "a wrong answer is worse than none", fix);
  }

  private static ProblemsException refusal(
      String store, FilesCode code, String what, String why, String fix) {
    return new ProblemsException(
        "Online store", List.of(new Problem(code, "store " + store, what, why, fix)));
  }
}
