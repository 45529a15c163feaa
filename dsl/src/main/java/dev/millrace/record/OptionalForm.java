package dev.millrace.record;

import java.util.Optional;

/** A presence byte, then the value if there is one. */
record OptionalForm(ValueForm element) implements ValueForm {
  @Override
  public void write(Object value, ByteOutput out) {
    Optional<?> optional = (Optional<?>) value;
    out.writeByte(optional.isPresent() ? 1 : 0);
    if (optional.isPresent()) {
      element.write(optional.get(), out);
    }
  }

  @Override
  public Object read(ByteInput in) {
    return ValueForm.readFlag(in) ? Optional.of(element.read(in)) : Optional.empty();
  }

  @Override
  public long weigh(Object value) {
    return 16 + ((Optional<?>) value).map(element::weigh).orElse(0L);
  }
}
