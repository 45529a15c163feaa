package dev.millrace.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import java.util.List;
import org.junit.jupiter.api.Test;

class SavepointJobTest {
  private static final String FIRST = "1201b2000000000000000000000000aa";
  private static final String SECOND = "77aa01000000000000000000000000bb";
  private static final String TWIN = "77aa01000000000000000000000000cc";

  private static List<String> jobs(String path) {
    return SavepointJob.among(List.of(TWIN, SECOND, FIRST), path);
  }

  @Test
  void aSavepointNamesItsJobByTheFirstDigits() {
    assertThat(jobs("file:///data/savepoints/savepoint-1201b2-e76878a8cb14"), contains(FIRST));
    assertThat(jobs("/data/savepoint-1201b2-e76878a8cb14/_metadata"), contains(FIRST));
    assertThat(jobs("/data/savepoint-77aa01-e76878a8cb14"), contains(SECOND, TWIN));
  }

  @Test
  void aCheckpointLiesInTheFolderOfItsJob() {
    assertThat(jobs("s3://flink/checkpoints/" + SECOND + "/chk-12"), contains(SECOND));
  }

  @Test
  void theLastNameInAPathCounts() {
    assertThat(jobs("/jobs/" + SECOND + "/savepoint-1201b2-e76878a8cb14"), contains(FIRST));
    assertThat(jobs("/jobs/" + SECOND + "/savepoint-000000-e76878a8cb14"), empty());
  }

  @Test
  void aPathThatWasGivenAnotherNameNamesNobody() {
    assertThat(jobs("/data/before-the-upgrade"), empty());
    for (String path :
        List.of("/data/before-the-upgrade", "/data/" + "9".repeat(32) + "/before", "")) {
      assertThat(path, SavepointJob.isNamed(path), is(false));
    }
  }

  @Test
  void aSavepointOfAnotherJobIsOfNoneOfThese() {
    for (String other :
        List.of("/data/savepoint-999999-e76878a8cb14", "/data/" + "9".repeat(32) + "/chk-12")) {
      assertThat(jobs(other), empty());
      assertThat(SavepointJob.isNamed(other), is(true));
    }
  }
}
