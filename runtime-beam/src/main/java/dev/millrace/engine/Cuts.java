package dev.millrace.engine;

import java.util.ArrayList;
import java.util.List;

/** How the positions of a block divide into publication units: nearly always into one. */
record Cuts(List<Cut> cuts) {
  /** From a position on, everything belongs to a unit. */
  record Cut(long position, long unit) {}

  /** Takes a stretch of positions and its unit. */
  interface Piece {
    void take(Segment segment, long unit);
  }

  Cuts {
    cuts = List.copyOf(cuts);
  }

  /** Everything belongs to one unit. */
  static Cuts whole(long unit) {
    return new Cuts(List.of(new Cut(Segment.ALL.from(), unit)));
  }

  Cuts then(long position, long unit) {
    List<Cut> more = new ArrayList<>(cuts);
    more.add(new Cut(position, unit));
    return new Cuts(more);
  }

  /**
   * Every piece, by ascending position; a piece that two advances at one position left empty too.
   */
  void forEach(Piece piece) {
    for (int i = 0; i < cuts.size(); i++) {
      long to = i + 1 < cuts.size() ? cuts.get(i + 1).position() : Segment.ALL.to();
      piece.take(new Segment(cuts.get(i).position(), to), cuts.get(i).unit());
    }
  }
}
