package dev.millrace.examples.retail;

import dev.millrace.testkit.FeatureContract;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Whoever answers for a customer, the values are the same. */
class CustomerSpendContractTest {
  @TestFactory
  Stream<DynamicTest> spendIsTheSameWhoeverAnswers() {
    return FeatureContract.of(Retail.SPEND).tests();
  }

  @Test
  void spendOfCancellationsIsTheSameWhoeverAnswers() {
    FeatureContract.of(Retail.SPEND)
        .with(InvoiceLine::invoiceNo, "536365", "C536366")
        .with(InvoiceLine::quantity, 6, -1)
        .seed(7)
        .histories(20)
        .verify();
  }
}
