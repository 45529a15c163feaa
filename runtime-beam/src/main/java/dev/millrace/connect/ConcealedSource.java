package dev.millrace.connect;

import dev.millrace.plan.Problem;
import dev.millrace.record.Shape;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A binding whose settings came from the environment: what it says is shown without them, the names
 * of its partitions included, which stand in manifests, rejections and messages.
 */
record ConcealedSource<T>(SourceBinding<T> binding, Secrets secrets) implements SourceBinding<T> {
  private static final long serialVersionUID = 1L;

  /** Between a partition's own name and the version that the binding gave; no name has it. */
  private static final char END_OF_NAME = '\0';

  @Override
  public String describe() {
    return secrets.conceal(binding.describe());
  }

  @Override
  public List<Problem> check(String port, Shape<T> shape) {
    return binding.check(port, shape).stream().map(secrets::conceal).toList();
  }

  @Override
  public List<String> notices(String port, Shape<T> shape) {
    return binding.notices(port, shape).stream().map(secrets::conceal).toList();
  }

  @Override
  public List<InputPartition> partitions(Shape<T> shape, long extentBytes) throws IOException {
    try {
      return binding.partitions(shape, extentBytes).stream().map(this::concealed).toList();
    } catch (IOException e) {
      throw secrets.conceal(e);
    }
  }

  private InputPartition concealed(InputPartition partition) {
    String name = secrets.conceal(partition.name());
    return new InputPartition(
        name,
        partition.bytes(),
        partition.extents().stream()
            .map(
                extent ->
                    new Extent(
                        name,
                        extent.start(),
                        extent.end(),
                        extent.firstPosition(),
                        extent.partition() + END_OF_NAME + extent.version()))
            .toList());
  }

  /** As the binding gave it. */
  private static Extent own(Extent extent) {
    int end = extent.version().indexOf(END_OF_NAME);
    return end < 0
        ? extent
        : new Extent(
            extent.version().substring(0, end),
            extent.start(),
            extent.end(),
            extent.firstPosition(),
            extent.version().substring(end + 1));
  }

  @Override
  public Optional<Extent> rest(Extent extent, long position) {
    return binding
        .rest(own(extent), position)
        .map(
            rest ->
                new Extent(
                    extent.partition(),
                    rest.start(),
                    rest.end(),
                    rest.firstPosition(),
                    extent.version()));
  }

  @Override
  public Duration looksForPartitionsEvery() {
    return binding.looksForPartitionsEvery();
  }

  @Override
  public Duration takesForIdleAfter() {
    return binding.takesForIdleAfter();
  }

  @Override
  public byte[] resumePointOfFound(String partition) {
    return binding.resumePointOfFound(partition);
  }

  @Override
  public Optional<SourceBinding<T>> history() {
    return binding.history().map(before -> new ConcealedSource<>(before, secrets));
  }

  @Override
  public boolean isUnbounded() {
    return binding.isUnbounded();
  }

  @Override
  public StreamReader<T> follow(
      Shape<T> shape, Projection projection, String partition, byte[] resumePoint)
      throws IOException {
    try {
      return binding.follow(shape, projection, ownName(shape, partition), resumePoint);
    } catch (IOException e) {
      throw secrets.conceal(e);
    }
  }

  /** The partition that is shown by a name; the name itself when there is none any more. */
  private String ownName(Shape<T> shape, String shown) throws IOException {
    return binding.partitions(shape, Long.MAX_VALUE).stream()
        .map(InputPartition::name)
        .filter(name -> secrets.conceal(name).equals(shown))
        .findFirst()
        .orElse(shown);
  }

  @Override
  public RowReader<T> open(Shape<T> shape, Projection projection, Extent extent)
      throws IOException {
    try {
      return binding.open(shape, projection, own(extent));
    } catch (IOException e) {
      throw secrets.conceal(e);
    }
  }

  @Override
  public String toString() {
    return describe();
  }
}
