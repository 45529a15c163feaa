package dev.millrace;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.stringContainsInOrder;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes that do not compile, with what javac says about them. */
class CompileFailTest {
  private static final String FRAME =
      """
      import dev.millrace.*; import static dev.millrace.Aggregations.*;
      import java.time.*; import java.util.regex.*; import java.util.*;
      class Mistake {
        record Sale(String shop, Instant at, double amount, long units) {}
        record Click(String page) {}
        record Total(String shop, double amount, long units) {}
        static Records<Sale> records; static Events<Sale> events; static Table<String, Click> shops;
        static final Source<Sale> SALES = Source.of("sales", Sale.class);
        static final Sink<Click> CLICKS = Sink.of("clicks", Click.class);
        static final Window HOUR = Window.tumbling(Duration.ofHours(1));
        record Sums(double amount, long units) {}
        static FeatureView<String, Sale, Sums> sums; static FeatureView<String, Click, Sums> clicks;
        static Features<String, Sums> features; static Changes<Sale> changes;
        static FeatureViewBuilder<String, Sale, Sums> view() {
          return FeatureView.named("v", 1).over(Sale.class).keyedBy(Sale::shop).at(Sale::at).as(Sums.class);
        }
        static AggregateBuilder<String, Sale, Total> totals() {
          return events.keyBy(Sale::shop).window(HOUR).aggregate("t").as(Total.class);
        }
        void mistake() {
          %s;
        }
      }
      """;

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a column that does not exist | Rules.on(Sale.class).notNull(Sale::shopp) | invalid method reference & shopp",
        "a sum of text | sum(Sale::shop) | bad return type in method reference & String cannot be converted to java.lang.Double",
        "a sum of whole numbers as doubles | sum(Sale::units) | bad return type in method reference & long cannot be converted to java.lang.Double",
        "a target of another type | totals().set(Total::amount, count()) | method set in class dev.millrace.AggregateBuilder & equality constraints: java.lang.Long & lower bounds: java.lang.Double",
        "a whole sum into a double | totals().set(Total::amount, sumLong(Sale::units)) | method set in class dev.millrace.AggregateBuilder & equality constraints: java.lang.Long & lower bounds: java.lang.Double",
        "an aggregation over other rows | totals().set(Total::units, countDistinct(Click::page)) | method set in class dev.millrace.AggregateBuilder & Click & lower bounds: Mistake.Sale",
        "a quantile of text | approxQuantile(Sale::shop, 0.5) | bad return type in method reference & String cannot be converted to java.lang.Number",
        "the most frequent texts as one | totals().set(Total::shop, topK(Sale::shop, 1)) | method set in class dev.millrace.AggregateBuilder & equality constraints: java.util.List & lower bounds: java.lang.String",
        "a key before there is a time | records.keyBy(Sale::shop) | cannot find symbol & method keyBy & Records",
        "a window without a key | events.window(HOUR) | cannot find symbol & method window & Events",
        "an aggregation without a window | events.keyBy(Sale::shop).aggregate(\"t\") | cannot find symbol & method aggregate & KeyedEvents",
        "a sink of other rows | events.to(CLICKS) | Sink<Mistake.Click> cannot be converted to dev.millrace.Sink<? super Mistake.Sale>",
        "a range of another type | Rules.on(Sale.class).inRange(Sale::amount, Range.closed(\"a\", \"b\")) | method inRange in class & lower bounds: java.lang.String & java.lang.Double",
        "a pattern for a number | Rules.on(Sale.class).matches(Sale::amount, Pattern.compile(\"1\")) | bad return type in method reference & double cannot be converted to java.lang.String",
        "rows after validate that nobody decided about | records.validate(Rules.on(Sale.class)).to(Sink.of(\"s\", Sale.class)) | cannot find symbol & method to & Validated",
        "a mapping after tryMap that nobody decided about | records.tryMap(s -> s).filter(\"x\", s -> true) | cannot find symbol & method filter & Validated",
        "rules of other rows | records.validate(Rules.on(Click.class)) | equality constraints: Mistake.Click & lower bounds: Mistake.Sale",
        "a filter by rules of other rows | records.filter(\"x\", Rules.on(Click.class)) | no suitable method & Rules<? super Mistake.Sale> & equality constraints: Mistake.Click",
        "timestamps without lateness | records.timestamps(Sale::at) | method timestamps in class & Lateness & lists differ in length",
        "a time that is none | records.timestamps(Sale::amount, Lateness.none()) | bad return type in method reference & double cannot be converted to java.time.Instant",
        "two columns of two types compared | Rules.on(Sale.class).compare(Sale::shop, dev.millrace.plan.Comparison.AT_MOST, Sale::units) | method compare in class & String & Long",
        "a union of other rows | events.union((Events<Click>) null) | Events<Mistake.Click> cannot be converted to dev.millrace.Events<Mistake.Sale>",
        "a join by keys of two types | events.keyBy(Sale::shop).window(HOUR).join(\"j\", events.keyBy(Sale::units)) | method join in class & equality constraints: java.lang.String & lower bounds: java.lang.Long",
        "a join without a window | events.keyBy(Sale::shop).join(\"j\", events.keyBy(Sale::shop)) | cannot find symbol & method join & KeyedEvents",
        "a side that may be missing used as a row | events.keyBy(Sale::shop).window(HOUR).join(\"j\", events.keyBy(Sale::shop)).left(Sale.class, (a, b) -> b) | equality constraints: Mistake.Sale & lower bounds: java.util.Optional<Mistake.Sale>",
        "a lookup by a key of another type | events.lookup(Sale::units, shops, (s, c) -> s) | incompatible",
        "a lookup in rows that are no table | events.lookup(Sale::shop, records, (s, c) -> s) | cannot be converted to dev.millrace.Table",
        "a table of rows that have a time | events.tableBy(Sale::shop) | cannot find symbol & method tableBy & Events",
        "a table's row where there may be none | events.lookup(Sale::shop, shops, (s, c) -> c.page()) | cannot find symbol & method page & Optional",
        "a view fed with other rows | events.feature(clicks) | FeatureView<java.lang.String,Mistake.Click,Mistake.Sums> cannot be converted to dev.millrace.FeatureView<K,Mistake.Sale,F>",
        "changes of other rows | changes.feature(clicks) | cannot be converted to dev.millrace.FeatureView<K,Mistake.Sale,F>",
        "features asked by a key of another type | events.asOf(Sale::units, features) | no suitable method found for asOf & equality constraints: java.lang.String & lower bounds: java.lang.Long",
        "features asked by rows without a time | records.asOf(Sale::shop, features) | cannot find symbol & method asOf & Records",
        "rows named before features are asked for | events.as(Sums.class) | cannot find symbol & method as(java.lang.Class<Mistake.Sums>) & Events",
        "a bound before features are asked for | events.closed() | cannot find symbol & method closed & Events",
        "a bound after the rows are named | events.asOf(Sale::shop, features).as(Sums.class).before() | cannot find symbol & method before & AsOfRows",
        "a feature of text as a number | view().set(Sums::amount, sum(Sale::shop).over(Duration.ofDays(1))) | bad return type in method reference & String cannot be converted to java.lang.Double",
        "a feature of another type than its target | view().set(Sums::amount, count().over(Duration.ofDays(1))) | method set in class dev.millrace.FeatureViewBuilder & equality constraints: java.lang.Long & lower bounds: java.lang.Double",
        "a feature of other facts | view().set(Sums::units, countDistinct(Click::page).overAll()) | method set in class dev.millrace.FeatureViewBuilder",
        "an aggregation without a window as a feature | view().set(Sums::units, count()) | Aggregation<java.lang.Object,java.lang.Long> cannot be converted to dev.millrace.Feature",
        "a feature as an aggregation | totals().set(Total::units, count().overAll()) | Feature<java.lang.Object,java.lang.Long> cannot be converted to dev.millrace.Aggregation",
        "the last values of a window | totals().set(Total::amount, lastNonNull(Sale::amount)) | FactAggregation<T,V> & dev.millrace.Aggregation",
        "a view without a time | FeatureView.named(\"v\", 1).over(Sale.class).keyedBy(Sale::shop).as(Sums.class) | cannot find symbol & method as & Keyed",
        "features where rows are wanted | features.to(CLICKS) | Sink<Mistake.Click> cannot be converted to dev.millrace.OnlineView<java.lang.String,Mistake.Sums>",
        "an online view of other features | features.to(OnlineView.of(\"o\", (FeatureView<String, Click, Click>) null)) | incompatible equality constraints Mistake.Sums,Mistake.Click",
        "rows where features are wanted | events.to(OnlineView.of(\"o\", sums)) | OnlineView<K,F> conforms to dev.millrace.Sink<? super Mistake.Sale>",
        "changes where rows are wanted | changes.to(CLICKS) | cannot find symbol & method to & Changes",
        "a feature that the view does not have | events.asOf(Sale::shop, features).as(Total.class).set(Total::shop, features, Click::page) | no suitable method found for set & equality constraints: Mistake.Sums & lower bounds: Mistake.Click",
        "a quarantine where a sink is wanted | events.to(Quarantine.of(\"q\")) | Quarantine cannot be converted to dev.millrace.Sink<? super Mistake.Sale>",
      })
  void doesNotCompile(String what, String statement, String message) throws IOException {
    List<Diagnostic<? extends JavaFileObject>> errors = compile(statement);

    assertThat(what, errors, is(not(empty())));
    Diagnostic<?> first = errors.get(0);
    assertThat(first.getLineNumber(), is(21L));
    assertThat(
        first.getMessage(Locale.ENGLISH), stringContainsInOrder(message.trim().split(" & ")));
  }

  @Test
  void theFrameAroundTheMistakesCompiles() throws IOException {
    assertThat(
        compile("totals().set(Total::amount, approxQuantile(Sale::units, 0.5)).build()"), empty());
    assertThat(compile("totals().set(Total::amount, sum(Sale::amount)).build()"), empty());
    assertThat(
        compile(
            "view().set(Sums::units, count().overAll()).build();"
                + " events.asOf(Sale::shop, events.feature(sums)).before().as(Sums.class).build()"),
        empty());
  }

  private List<Diagnostic<? extends JavaFileObject>> compile(String statement) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(diagnostics, null, null)) {
      compiler
          .getTask(
              null,
              files,
              diagnostics,
              List.of(
                  "--release",
                  "17",
                  "-proc:none",
                  "-d",
                  folder.toString(),
                  "-cp",
                  System.getProperty("java.class.path")),
              null,
              List.of(source(statement)))
          .call();
    }
    List<Diagnostic<? extends JavaFileObject>> errors = new ArrayList<>();
    for (Diagnostic<? extends JavaFileObject> diagnostic : diagnostics.getDiagnostics()) {
      if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
        errors.add(diagnostic);
      }
    }
    return errors;
  }

  private static JavaFileObject source(String statement) {
    return new SimpleJavaFileObject(
        URI.create("string:///Mistake.java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return FRAME.formatted(statement);
      }
    };
  }
}
