package dev.millrace.metrics;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class NamePartTest {
  @Test
  void whatIsPlainIsReadAsItIs() {
    assertThat(NamePart.ofStep("validate:invoice-lines"), is("validate_invoice_lines"));
    assertThat(NamePart.ofStep("asOf:labels"), is("asOf_labels"));
    assertThat(NamePart.ofStep("invoice-lines"), is("invoice_lines"));
    assertThat(NamePart.ofRule("customerId not null"), is("customerId_not_null"));
  }

  @Test
  void whatLosesMoreThanSeparatorsHasAHashBehindIt() {
    for (String rule : List.of("unitPrice in (0.0, 10000.0]", "a-b", "a_b", " a", "überall", "")) {
      assertThat(NamePart.ofRule(rule), matchesPattern("([A-Za-z0-9]+_)*[0-9a-f]{8}"));
    }
    assertThat(NamePart.ofRule("unitPrice in (0.0, 10000.0]"), containsString("unitPrice_in_0_0"));
    assertThat(
        NamePart.ofStep("filter:January 2011"), matchesPattern("filter_January_2011_\\w{8}"));
    assertThat(NamePart.ofRule("a".repeat(500)).length(), is(89));
  }

  @Property
  void twoTextsAreNeverOneAndNoneHoldsTheSeparatorOfParts(
      @ForAll @Chars({'a', 'b', ' ', '-', ':', '_', '.'}) @StringLength(max = 8) String one,
      @ForAll @Chars({'a', 'b', ' ', '-', ':', '_', '.'}) @StringLength(max = 8) String other) {
    Assume.that(!one.equals(other));
    assertThat(NamePart.ofRule(one), not(NamePart.ofRule(other)));
    assertThat(NamePart.ofStep(one), not(NamePart.ofStep(other)));
    assertThat(NamePart.ofRule(one), not(containsString("__")));
  }

  @Property
  void everyTextIsPartOfAName(@ForAll @CharRange(from = 0, to = '\uffff') String text) {
    assertThat(NamePart.ofRule(text), matchesPattern("[A-Za-z0-9_]+"));
    assertThat(NamePart.ofStep(text), matchesPattern("[A-Za-z0-9_]+"));
  }
}
