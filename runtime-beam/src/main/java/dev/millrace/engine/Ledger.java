package dev.millrace.engine;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What became of every record (SEMANTICS L2), as tallies by account. Ledgers of parts of a run add
 * up to the ledger of the run. Mutable, not thread-safe.
 */
public final class Ledger {

  /** Where a record was counted. */
  public enum Place {
    /**
     * By the reader, before decoding; by an aggregation, for the rows it made; by flatMap, for its
     * rows.
     */
    IN,
    /** Not readable or not decodable: refused by the reader itself. */
    UNREADABLE,
    /** Refused by a step. */
    REJECTED,
    /** Dropped by a declared filter. */
    FILTERED,
    /** Behind the frontier of its partition. */
    LATE,
    /** Left the stage towards a sink, an aggregation, a flatMap or a table. */
    OUT,
    /** Row and window pairs that were folded into partial aggregates. */
    FOLDED,
    /** Row and window pairs that arrived in merged aggregates. */
    MERGED,
    /** Written into a part that was published. */
    COMMITTED,
    /** Rows of a table, as hashes of their ids and contents. */
    HELD
  }

  /**
   * One account.
   *
   * @param step the step that counted
   */
  public record Account(String step, Place place) {}

  /** An account and what it holds: the ledger's form on the wire. */
  public record Entry(String step, Place place, Tally tally) {}

  private final Map<Account, Tally> accounts =
      new TreeMap<>(Comparator.comparing(Account::step).thenComparing(Account::place));

  // Records are counted one after the other in the same account.
  private String lastStep = "";
  private @Nullable Place lastPlace;
  private @Nullable Tally last;

  public Ledger() {}

  @JsonCreator
  Ledger(List<Entry> entries) {
    entries.forEach(entry -> account(entry.step(), entry.place()).add(entry.tally()));
  }

  /** The tally of an account, to add to. */
  public Tally account(String step, Place place) {
    if (last == null || lastPlace != place || !lastStep.equals(step)) {
      last = accounts.computeIfAbsent(new Account(step, place), account -> new Tally());
      lastStep = step;
      lastPlace = place;
    }
    return last;
  }

  /** What an account holds; zero when nobody counted there. */
  public Tally get(String step, Place place) {
    Tally tally = accounts.get(new Account(step, place));
    return tally == null ? new Tally() : tally.copy();
  }

  /** All accounts that were ever counted in, sorted. */
  @JsonValue
  public List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    accounts.forEach(
        (account, tally) -> entries.add(new Entry(account.step(), account.place(), tally.copy())));
    return Collections.unmodifiableList(entries);
  }

  public void add(Ledger other) {
    other.accounts.forEach((account, tally) -> account(account.step(), account.place()).add(tally));
  }
}
