package dev.millrace.connect.files.avro;

import dev.millrace.record.ColumnBuilder;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Passes over the values of fields that nobody reads: a run of neighbours in one step. */
final class Skipping extends ValueReader {
  /** One value, or several of known length. */
  private abstract static class Skip {
    abstract void skip(DatumInput in) throws MalformedException;
  }

  // What a step of a run is: that many bytes, or one of these.
  private static final int NUMBER = -1;
  private static final int LENGTH_AND_BYTES = -2;
  private static final int BOOLEAN = -3;
  private static final int OTHER = -4;

  // A union of null and one other type; what that takes is the next step, unless it is null.
  private static final int NULL_FIRST = -5;
  private static final int NULL_SECOND = -6;

  private static final String BRANCH = "a union's branch";

  private final int[] codes;
  private final @Nullable Skip[] others;

  private Skipping(int[] codes, @Nullable Skip[] others) {
    this.codes = codes;
    this.others = others;
  }

  /** Passes over a value of each of these types in turn. */
  static Skipping over(List<Schema> schemas) {
    return new Compiler().run(schemas);
  }

  @Override
  boolean read(DatumInput in, ColumnBuilder out, Faults faults) throws MalformedException {
    skip(in);
    return true;
  }

  void skip(DatumInput in) throws MalformedException {
    for (int i = 0; i < codes.length; i++) {
      switch (codes[i]) {
        case NUMBER -> in.skipNumber();
        case LENGTH_AND_BYTES -> in.advance(in.readLength());
        case BOOLEAN -> in.readBoolean();
        case OTHER -> Objects.requireNonNull(others[i]).skip(in);
        case NULL_FIRST -> i += in.readIndex(2, BRANCH) == 0 ? 1 : 0;
        case NULL_SECOND -> i += in.readIndex(2, BRANCH);
        default -> in.skip(codes[i]);
      }
    }
  }

  /** Joins neighbours of known length. */
  private static final class Steps {
    private final List<Integer> codes = new ArrayList<>();
    private final List<@Nullable Skip> others = new ArrayList<>();
    private boolean joins;

    void add(int code, @Nullable Skip other) {
      int last = codes.size() - 1;
      if (joins && code >= 0 && codes.get(last) + code > 0) {
        codes.set(last, codes.get(last) + code);
      } else if (code != 0) {
        codes.add(code);
        others.add(other);
        joins = code > 0;
      }
    }

    /** What comes next does not depend on the last step. */
    void seal() {
      joins = false;
    }

    Skipping toSkipping() {
      return new Skipping(
          codes.stream().mapToInt(Integer::intValue).toArray(), others.toArray(new Skip[0]));
    }
  }

  /** Types may contain themselves, so each record is compiled once. */
  private static final class Compiler {
    private final IdentityHashMap<Schema, RecordSkip> records = new IdentityHashMap<>();
    private final Sizes sizes = new Sizes();

    Skipping run(List<Schema> schemas) {
      Steps steps = new Steps();
      for (Schema schema : schemas) {
        int nullBranch = nullBranch(schema);
        int code = nullBranch < 0 ? code(schema) : code(schema.getTypes().get(1 - nullBranch));
        if (nullBranch < 0 || code == OTHER || code == 0) {
          add(schema, steps);
        } else {
          steps.add(nullBranch == 0 ? NULL_FIRST : NULL_SECOND, null);
          steps.add(code, null);
          steps.seal();
        }
      }
      return steps.toSkipping();
    }

    private void add(Schema schema, Steps steps) {
      int code = code(schema);
      steps.add(code, code == OTHER ? other(schema) : null);
    }

    /** Of a union of two; -1 for everything else. */
    private static int nullBranch(Schema schema) {
      if (schema.getType() != Schema.Type.UNION || schema.getTypes().size() != 2) {
        return -1;
      }
      boolean first = schema.getTypes().get(0).getType() == Schema.Type.NULL;
      boolean second = schema.getTypes().get(1).getType() == Schema.Type.NULL;
      return first ? 0 : second ? 1 : -1;
    }

    private int code(Schema schema) {
      int exact = sizes.exact(schema);
      if (exact != Sizes.VARIES) {
        return exact;
      }
      return switch (schema.getType()) {
        case INT, LONG -> NUMBER;
        case STRING, BYTES -> LENGTH_AND_BYTES;
        case BOOLEAN -> BOOLEAN;
        default -> OTHER;
      };
    }

    private Skip other(Schema schema) {
      return switch (schema.getType()) {
        case ENUM -> new EnumSkip(schema.getEnumSymbols().size());
        case RECORD -> record(schema);
        case FIXED -> new FixedSkip(schema.getFixedSize());
        case ARRAY ->
            new ItemsSkip(
                run(List.of(schema.getElementType())), sizes.least(schema.getElementType()));
        case MAP ->
            new ItemsSkip(
                run(List.of(Schema.create(Schema.Type.STRING), schema.getValueType())),
                1 + sizes.least(schema.getValueType()));
        case UNION ->
            new UnionSkip(
                schema.getTypes().stream()
                    .map(each -> run(List.of(each)))
                    .toArray(Skipping[]::new));
        default -> throw new AssertionError(schema.getType());
      };
    }

    private Skip record(Schema schema) {
      RecordSkip known = records.get(schema);
      if (known != null) {
        return known;
      }
      RecordSkip made = new RecordSkip();
      records.put(schema, made);
      made.fields = run(schema.getFields().stream().map(Schema.Field::schema).toList());
      return made;
    }
  }

  private static final class EnumSkip extends Skip {
    private final int symbols;

    EnumSkip(int symbols) {
      this.symbols = symbols;
    }

    @Override
    void skip(DatumInput in) throws MalformedException {
      in.readIndex(symbols, "an enum's symbol");
    }
  }

  /** Longer than any block: there is none. */
  private static final class FixedSkip extends Skip {
    private final int length;

    FixedSkip(int length) {
      this.length = length;
    }

    @Override
    void skip(DatumInput in) throws MalformedException {
      in.skip(length);
    }
  }

  private static final class RecordSkip extends Skip {
    private @Nullable Skipping fields;

    @Override
    void skip(DatumInput in) throws MalformedException {
      in.enter();
      Objects.requireNonNull(fields).skip(in);
      in.leave();
    }
  }

  private static final class ItemsSkip extends Skip {
    private final Skipping item;
    private final int leastBytes;

    ItemsSkip(Skipping item, int leastBytes) {
      this.item = item;
      this.leastBytes = leastBytes;
    }

    @Override
    void skip(DatumInput in) throws MalformedException {
      for (int count = in.skipCount(leastBytes); count != 0; count = in.skipCount(leastBytes)) {
        for (int i = 0; i < count; i++) {
          item.skip(in);
        }
      }
    }
  }

  private static final class UnionSkip extends Skip {
    private final Skipping[] branches;

    UnionSkip(Skipping[] branches) {
      this.branches = branches;
    }

    @Override
    void skip(DatumInput in) throws MalformedException {
      branches[in.readIndex(branches.length, BRANCH)].skip(in);
    }
  }
}
