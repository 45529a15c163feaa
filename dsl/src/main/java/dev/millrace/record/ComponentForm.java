package dev.millrace.record;

/**
 * One component at work: its values as bytes, in columns, and as arguments of whatever builds a
 * row. Each storage has its own record. Their methods become constants of a compiled row (see
 * {@link RowHandles}), which is why they also come in forms that box nothing.
 */
sealed interface ComponentForm extends ComponentCodec
    permits LongComponent, DoubleComponent, ObjectComponent {
  Component component();

  ColumnBuilder builder(int rows);

  static ComponentForm of(Component component, String label) {
    ValueForm form = ValueForm.of(component.type(), label);
    return switch (component.kind().storage()) {
      case LONGS -> new LongComponent(component, (LongForm) form, label);
      case DOUBLES -> new DoubleComponent(component, (DoubleForm) form, label);
      case OBJECTS -> new ObjectComponent(component, form, label);
    };
  }

  static NullPointerException nullIn(String label) {
    return new NullPointerException(
        label
            + " is null: mark the component @Nullable (org.jspecify.annotations) if it may be, or"
            + " say so in the schema that its class was generated from");
  }
}
