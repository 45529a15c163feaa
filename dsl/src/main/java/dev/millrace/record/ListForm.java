package dev.millrace.record;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** A count, then the elements. Read as an unmodifiable list. */
record ListForm(ValueForm element, String label) implements ValueForm {
  @Override
  public void write(Object value, ByteOutput out) {
    // A copy, so that count and elements are of one moment.
    Object[] elements = ((List<?>) value).toArray();
    out.writeVarLong(elements.length);
    for (int i = 0; i < elements.length; i++) {
      if (elements[i] == null) {
        throw new NullPointerException(
            label + ": element " + i + " is null; use List<Optional<..>> for gaps");
      }
      element.write(elements[i], out);
    }
  }

  @Override
  public Object read(ByteInput in) {
    Object[] elements = new Object[in.readLength()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = element.read(in);
    }
    return Collections.unmodifiableList(Arrays.asList(elements));
  }

  @Override
  public long weigh(Object value) {
    long weight = 32;
    for (Object each : (List<?>) value) {
      weight += each == null ? 8 : 8 + element.weigh(each);
    }
    return weight;
  }
}
