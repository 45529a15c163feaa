package dev.millrace.definition;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.plan.OpaqueFn;
import dev.millrace.record.Fn;
import dev.millrace.record.Fn2;
import org.junit.jupiter.api.Test;

final class OpaqueFnTest {
  @Test
  void aFunctionOfTwoArgumentsIsKnownByItsCode() throws Exception {
    OpaqueFn sum = OpaqueFn.of((Fn2<Integer, Integer, Integer>) (a, b) -> a + b);
    OpaqueFn again = OpaqueFn.of((Fn2<Integer, Integer, Integer>) (a, b) -> a + b);
    OpaqueFn product = OpaqueFn.of((Fn2<Integer, Integer, Integer>) (a, b) -> a * b);
    assertThat(sum.code(), equalTo(again.code()));
    assertThat(sum.code(), not(equalTo(product.code())));
    assertThat(product.fn2().apply(3, 4), equalTo(12));
  }

  @Test
  void aFunctionHasOneNumberOfArguments() {
    OpaqueFn one = OpaqueFn.of((Fn<Integer, Integer>) a -> a);
    OpaqueFn two = OpaqueFn.of((Fn2<Integer, Integer, Integer>) (a, b) -> a);
    assertThrows(ClassCastException.class, one::fn2);
    assertThrows(ClassCastException.class, two::fn);
  }
}
