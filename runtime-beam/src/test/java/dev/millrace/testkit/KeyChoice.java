package dev.millrace.testkit;

import dev.millrace.AsOf;
import dev.millrace.Events;
import dev.millrace.FeatureView;
import dev.millrace.Features;
import dev.millrace.testkit.Reading.Ask;
import dev.millrace.testkit.Reading.Place;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of a reading are the key of a view, and of those that ask.
 *
 * @param <K> the key
 */
abstract class KeyChoice<K> {
  static final KeyChoice<String> SENSOR =
      new KeyChoice<>() {
        @Override
        FeatureView.Keyed<String, Reading> of(FeatureView.OfFacts<Reading> view) {
          return view.keyedBy(Reading::sensor);
        }

        @Override
        AsOf<Ask> ask(Events<Ask> rows, Features<String, ?> features) {
          return rows.asOf(Ask::sensor, features);
        }

        @Override
        AsOf<Ask> ask(AsOf<Ask> rows, Features<String, ?> features) {
          return rows.asOf(Ask::sensor, features);
        }

        @Override
        AsOf<Reading> askSelf(Events<Reading> rows, Features<String, ?> features) {
          return rows.asOf(Reading::sensor, features);
        }

        @Override
        AsOf<Reading> askSelf(AsOf<Reading> rows, Features<String, ?> features) {
          return rows.asOf(Reading::sensor, features);
        }

        @Override
        @Nullable String of(Reading row) {
          return row.sensor();
        }

        @Override
        @Nullable String of(Ask row) {
          return row.sensor();
        }
      };

  static final KeyChoice<Long> LINE =
      new KeyChoice<>() {
        @Override
        FeatureView.Keyed<Long, Reading> of(FeatureView.OfFacts<Reading> view) {
          return view.keyedBy(Reading::line);
        }

        @Override
        AsOf<Ask> ask(Events<Ask> rows, Features<Long, ?> features) {
          return rows.asOf(Ask::line, features);
        }

        @Override
        AsOf<Ask> ask(AsOf<Ask> rows, Features<Long, ?> features) {
          return rows.asOf(Ask::line, features);
        }

        @Override
        AsOf<Reading> askSelf(Events<Reading> rows, Features<Long, ?> features) {
          return rows.asOf(Reading::line, features);
        }

        @Override
        AsOf<Reading> askSelf(AsOf<Reading> rows, Features<Long, ?> features) {
          return rows.asOf(Reading::line, features);
        }

        @Override
        @Nullable Long of(Reading row) {
          return row.line();
        }

        @Override
        @Nullable Long of(Ask row) {
          return row.line();
        }
      };

  static final KeyChoice<Place> PLACE =
      new KeyChoice<>() {
        @Override
        FeatureView.Keyed<Place, Reading> of(FeatureView.OfFacts<Reading> view) {
          return view.keyedBy(Place.class);
        }

        @Override
        AsOf<Ask> ask(Events<Ask> rows, Features<Place, ?> features) {
          return rows.asOf(Place.class, features);
        }

        @Override
        AsOf<Ask> ask(AsOf<Ask> rows, Features<Place, ?> features) {
          return rows.asOf(Place.class, features);
        }

        @Override
        AsOf<Reading> askSelf(Events<Reading> rows, Features<Place, ?> features) {
          return rows.asOf(Place.class, features);
        }

        @Override
        AsOf<Reading> askSelf(AsOf<Reading> rows, Features<Place, ?> features) {
          return rows.asOf(Place.class, features);
        }

        @Override
        Place of(Reading row) {
          return new Place(row.sensor(), row.region());
        }

        @Override
        Place of(Ask row) {
          return new Place(row.sensor(), row.region());
        }

        @Override
        boolean isPresent(Place key) {
          return key.sensor() != null;
        }
      };

  static final List<KeyChoice<?>> ALL = List.of(SENSOR, LINE, PLACE);

  abstract FeatureView.Keyed<K, Reading> of(FeatureView.OfFacts<Reading> view);

  abstract AsOf<Ask> ask(Events<Ask> rows, Features<K, ?> features);

  abstract AsOf<Ask> ask(AsOf<Ask> rows, Features<K, ?> features);

  abstract AsOf<Reading> askSelf(Events<Reading> rows, Features<K, ?> features);

  abstract AsOf<Reading> askSelf(AsOf<Reading> rows, Features<K, ?> features);

  abstract @Nullable K of(Reading row);

  abstract @Nullable K of(Ask row);

  boolean isPresent(@Nullable K key) {
    return key != null;
  }
}
