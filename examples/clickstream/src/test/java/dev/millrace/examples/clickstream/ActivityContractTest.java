package dev.millrace.examples.clickstream;

import dev.millrace.testkit.FeatureContract;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whoever answers for a visitor, the values are the same. */
class ActivityContractTest {
  @TestFactory
  Stream<DynamicTest> activityIsTheSameWhoeverAnswers() {
    return FeatureContract.of(Clickstream.ACTIVITY).tests();
  }
}
