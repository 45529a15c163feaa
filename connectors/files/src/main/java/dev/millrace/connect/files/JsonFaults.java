package dev.millrace.connect.files;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.Rejection.Failure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with the values of one record. */
final class JsonFaults {
  private List<Failure> failures = List.of();

  boolean isEmpty() {
    return failures.isEmpty();
  }

  List<Failure> take() {
    List<Failure> taken = failures;
    failures = List.of();
    return taken;
  }

  /**
   * @return false, for the caller to pass on
   */
  boolean add(String path, String typeName, String expected, @Nullable String observed) {
    if (failures.isEmpty()) {
      failures = new ArrayList<>();
    }
    failures.add(Refusal.of(path + " is " + typeName, expected, observed));
    return false;
  }

  /** Notes the parser's value as wrong, and passes over it. */
  boolean addCurrent(String path, String typeName, String expected, JsonParser in)
      throws IOException {
    JsonToken token = in.currentToken();
    String observed =
        switch (token) {
          case START_OBJECT -> "an object";
          case START_ARRAY -> "an array";
          case VALUE_NULL -> null;
          case VALUE_STRING -> "\"" + in.getText() + "\"";
          default -> in.getText();
        };
    in.skipChildren();
    return add(path, typeName, expected, observed);
  }
}
