package dev.millrace.connect;

import java.util.List;
import java.util.Map;

/** A piece of a bindings file that knows where it stands. */
sealed interface YamlNode {
  Place place();

  /** What it is, for a message: as written, so never with the value of a variable. */
  String describe();

  /** A scalar as written, before variables are filled in. */
  record Text(Place place, String raw) implements YamlNode {
    private static final int SHOWN = 60;

    @Override
    public String describe() {
      return "'" + (raw.length() > SHOWN ? raw.substring(0, SHOWN) + "…" : raw) + "'";
    }
  }

  /** A key with nothing behind it, or {@code null}. */
  record Nothing(Place place) implements YamlNode {
    @Override
    public String describe() {
      return "nothing";
    }
  }

  record Sequence(Place place, List<YamlNode> items) implements YamlNode {
    @Override
    public String describe() {
      return "a list";
    }
  }

  /** Entries in the order of the file; of a key that stood twice, the first. */
  record Mapping(Place place, Map<String, Entry> entries) implements YamlNode {
    @Override
    public String describe() {
      return "a mapping";
    }
  }

  /** Stands where something was that already has its problem: it asks for no second one. */
  record Broken(Place place) implements YamlNode {
    @Override
    public String describe() {
      return "something broken";
    }
  }

  record Entry(Place keyPlace, YamlNode value) {}
}
