package dev.millrace.connect.files.parquet;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/**
 * A column of a file, or a group of columns.
 *
 * @param path names from the root, joined by points
 * @param physical null for a group
 * @param length in bytes of a FIXED_LEN_BYTE_ARRAY
 * @param repetition the greatest repetition level
 * @param definition the greatest definition level
 * @param leaf place among the file's columns; of a group, that of its first
 */
record SchemaNode(
    String name,
    String path,
    FieldRepetitionType mode,
    @Nullable Type physical,
    int length,
    Annotation annotation,
    int repetition,
    int definition,
    int leaf,
    List<SchemaNode> children) {
  private static final int DEEPEST = 64;

  boolean isGroup() {
    return physical == null;
  }

  boolean isOptional() {
    return mode == FieldRepetitionType.OPTIONAL;
  }

  boolean isRepeated() {
    return mode == FieldRepetitionType.REPEATED;
  }

  List<String> childNames() {
    return children.stream().map(SchemaNode::name).toList();
  }

  /** {@code INT64 TIMESTAMP(MICROS, UTC)}, or {@code group LIST}. */
  String describe() {
    String storage =
        physical == null
            ? "group"
            : physical == Type.FIXED_LEN_BYTE_ARRAY ? physical + "(" + length + ")" : "" + physical;
    String meaning = annotation.describe();
    return (isRepeated() ? "repeated " : "") + storage + (meaning.isEmpty() ? "" : " " + meaning);
  }

  /** The tree of a footer's list of elements, which has children behind their parents. */
  static SchemaNode tree(List<SchemaElement> elements) throws DamagedParquetException {
    Builder builder = new Builder(elements);
    SchemaNode root = builder.next("", null, 0);
    if (builder.next != elements.size() || root.children.isEmpty()) {
      throw new DamagedParquetException("the schema is no tree of columns");
    }
    return root;
  }

  private static final class Builder {
    private final List<SchemaElement> elements;
    private int next;
    private int leaves;

    Builder(List<SchemaElement> elements) {
      this.elements = elements;
    }

    SchemaNode next(String prefix, @Nullable SchemaNode parent, int depth)
        throws DamagedParquetException {
      if (next == elements.size() || depth > DEEPEST) {
        throw new DamagedParquetException(
            depth > DEEPEST ? "columns are nested too deep" : "the schema ends too early");
      }
      SchemaElement element = elements.get(next++);
      String path = parent == null ? "" : prefix + element.getName();
      SchemaNode node = node(element, path, parent);
      if (!node.isGroup()) {
        leaves++;
        return node;
      }
      for (int i = 0; i < element.getNum_children(); i++) {
        node.children.add(next(path.isEmpty() ? "" : path + ".", node, depth + 1));
      }
      if (parent != null && node.children.isEmpty()) {
        throw new DamagedParquetException("group " + path + " has no columns");
      }
      return node;
    }

    private SchemaNode node(SchemaElement element, String path, @Nullable SchemaNode parent)
        throws DamagedParquetException {
      FieldRepetitionType mode =
          parent == null || !element.isSetRepetition_type()
              ? FieldRepetitionType.REQUIRED
              : element.getRepetition_type();
      boolean group = !element.isSetType();
      if (!group && element.getNum_children() > 0) {
        throw new DamagedParquetException("column " + path + " has columns in it");
      }
      boolean fixed = element.getType() == Type.FIXED_LEN_BYTE_ARRAY;
      if (fixed && element.getType_length() < 1) {
        throw new DamagedParquetException("column " + path + " has values of no length");
      }
      int repeated = mode == FieldRepetitionType.REPEATED ? 1 : 0;
      int optional = mode == FieldRepetitionType.REQUIRED ? 0 : 1;
      return new SchemaNode(
          element.getName(),
          path,
          mode,
          element.getType(),
          fixed ? element.getType_length() : 0,
          Annotation.of(element),
          (parent == null ? 0 : parent.repetition) + repeated,
          (parent == null ? 0 : parent.definition) + optional,
          leaves,
          new ArrayList<>());
    }
  }
}
