package dev.millrace.record;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A count, then keys and values in the order of the keys' UTF-16, whatever the order of the map.
 * Read as an unmodifiable map in that order.
 */
record MapForm(ValueForm element, String label) implements ValueForm {
  @Override
  public void write(Object value, ByteOutput out) {
    Map<?, ?> map = (Map<?, ?>) value;
    Object[] keys = map.keySet().toArray();
    for (Object key : keys) {
      if (key == null) {
        throw new NullPointerException(label + ": a key is null");
      }
    }
    Arrays.sort(keys);
    TextForm text = new TextForm(label);
    out.writeVarLong(keys.length);
    for (Object key : keys) {
      Object each = map.get(key);
      if (each == null) {
        throw new NullPointerException(
            label
                + ": the value of \""
                + key
                + "\" is null; use Map<String, Optional<..>> for gaps");
      }
      text.write(key, out);
      element.write(each, out);
    }
  }

  @Override
  public Object read(ByteInput in) {
    int count = in.readLength();
    // Grown as keys arrive: a table for a count that damaged bytes claim could be large.
    Map<String, Object> map = new LinkedHashMap<>();
    String last = null;
    for (int i = 0; i < count; i++) {
      String key = in.readString();
      if (last != null && last.compareTo(key) >= 0) {
        throw new CorruptDataException(label + ": the keys of a map are not ascending");
      }
      map.put(key, element.read(in));
      last = key;
    }
    return Collections.unmodifiableMap(map);
  }

  @Override
  public long weigh(Object value) {
    long weight = 64;
    for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
      weight += 96 + (entry.getValue() == null ? 0 : element.weigh(entry.getValue()));
    }
    return weight;
  }
}
