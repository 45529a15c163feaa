package dev.millrace.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What a step is, as two hashes, neither of which sees inputs, line numbers or the compiler's
 * numbering.
 *
 * @param definition of its kind, parameters and shapes
 * @param code of its opaque functions; the hash of nothing where there are none
 */
public record StepFingerprint(String definition, String code) {
  static StepFingerprint of(Step step) {
    List<String> code = new ArrayList<>();
    new TreeMap<>(step.code())
        .forEach(
            (role, fn) -> {
              code.add(role);
              code.add(fn.code());
            });
    List<String> definition = new ArrayList<>(step.definition());
    definition.add(Long.toHexString(step.shape().fingerprint()));
    return new StepFingerprint(
        Fingerprint.of(definition.toArray(String[]::new)),
        Fingerprint.of(code.toArray(String[]::new)));
  }

  /** Both in one, for places that name a single fingerprint. */
  public String combined() {
    return Fingerprint.of(definition, code);
  }
}
