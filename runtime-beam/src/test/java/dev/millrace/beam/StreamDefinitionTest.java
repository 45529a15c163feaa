package dev.millrace.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.connect.InputPartition;
import dev.millrace.connect.Rows;
import dev.millrace.engine.RunCode;
import dev.millrace.engine.StepFailedException;
import dev.millrace.plan.Step;
import dev.millrace.record.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamDefinitionTest {
  record Beat(String name) {}

  @Test
  void aHistoryThatWasTakenOutOfTheBindingsWhileItWasReadIsMissedInWords() {
    Step.Read read = new Step.Read("read:beats", "here", "beats", List.of(), Shape.of(Beat.class));
    StreamDefinition.Port port =
        new StreamDefinition.Port(read, Rows.stream(Beat.class, List.of()), null, false);

    StepFailedException missed =
        assertThrows(
            StepFailedException.class,
            () -> port.openHistory(new InputPartition("2024.csv", 1, List.of()), new byte[0]));

    assertThat(missed.code(), is(RunCode.STATE_REFUSED));
    assertThat(missed.getMessage(), containsString("read:beats"));
    assertThat(missed.getMessage(), containsString("2024.csv"));
    assertThat(missed.getMessage(), containsString("bind the history again"));
  }
}
