package dev.millrace.examples.launch;

import dev.millrace.Pipeline;
import dev.millrace.Quarantine;
import dev.millrace.Range;
import dev.millrace.Rules;
import dev.millrace.Sink;
import dev.millrace.Source;
import dev.millrace.launch.Millrace;
import java.util.concurrent.CountDownLatch;

/** A pipeline for tests of the command line, which run it in a process of its own. */
final class Words {
  record Word(String text, int number) {}

  /** A row of this text says so on standard output and never ends. */
  static final String WAITS = "waits";

  private Words() {}

  static Pipeline define() {
    Pipeline pipeline = Pipeline.named("words");
    pipeline
        .read(Source.of("words", Word.class))
        .map(Words::checked)
        .validate(Rules.on(Word.class).inRange(Word::number, Range.atLeast(0)))
        .quarantine(Quarantine.of("bad"), 0.5)
        .to(Sink.of("good", Word.class));
    return pipeline;
  }

  private static Word checked(Word word) {
    switch (word.text()) {
      case "throws" -> throw new IllegalArgumentException("no such word");
      case WAITS -> {
        System.out.println(WAITS);
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      default -> {}
    }
    return word;
  }

  public static void main(String[] args) {
    Millrace.main(define(), args);
  }
}
