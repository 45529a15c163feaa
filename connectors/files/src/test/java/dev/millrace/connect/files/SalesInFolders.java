package dev.millrace.connect.files;

import dev.millrace.connect.SourceBinding;
import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** Sales of which two components stand in the names of folders: what their tests begin with. */
abstract class SalesInFolders {
  record Sale(int quantity, @Nullable String country, LocalDate day) {}

  /** What the files hold, and may lack. */
  record Stored(@Nullable Integer quantity) {}

  @TempDir Path folder;

  final <T> void file(BinaryFormat format, String folders, Class<T> type, List<T> rows)
      throws IOException {
    Path file = folder.resolve(folders).resolve("part-0" + format.extension);
    java.nio.file.Files.createDirectories(file.getParent());
    java.nio.file.Files.write(file, AvroFiles.bytes(format.sink(), type, rows));
  }

  final void file(BinaryFormat format, String folders, @Nullable Integer... quantities)
      throws IOException {
    file(format, folders, Stored.class, Arrays.stream(quantities).map(Stored::new).toList());
  }

  @SuppressWarnings("unchecked") // a binding of Object takes any shape
  static Shape<Object> shape(Class<?> type) {
    return (Shape<Object>) Shape.of(type);
  }

  /** What a check tells, with files named as below the folder. */
  final List<String> problems(SourceBinding<Object> source, Class<?> type) {
    return source.check("sales", shape(type)).stream()
        .map(Problem::toString)
        .map(text -> text.replace(folder + "/", ""))
        .toList();
  }

  /** The countries of the sales of quantities 0 to {@code most}; null where there is none. */
  static List<@Nullable String> countries(SourceBinding<Object> source, int most)
      throws IOException {
    @Nullable String[] countries = new String[most + 1];
    for (Sale sale : Gathered.from(source, Sale.class).values()) {
      countries[sale.quantity()] = sale.country();
    }
    return Arrays.asList(countries);
  }
}
