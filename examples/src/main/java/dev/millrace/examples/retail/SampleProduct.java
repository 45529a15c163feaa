package dev.millrace.examples.retail;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Something on an invoice line.
 *
 * @param pence the price of one in hundredths of a pound; may be negative
 */
record SampleProduct(String code, String description, long pence) {
  /** Stock codes that are not products, about as often as the shop has them. */
  static final List<SampleProduct> NOT_PRODUCTS =
      List.of(
          new SampleProduct("POST", "POSTAGE", 1800),
          new SampleProduct("POST", "POSTAGE", 1500),
          new SampleProduct("POST", "POSTAGE", 2800),
          new SampleProduct("POST", "POSTAGE", 4000),
          new SampleProduct("DOT", "DOTCOM POSTAGE", 56977),
          new SampleProduct("DOT", "DOTCOM POSTAGE", 60749),
          new SampleProduct("M", "Manual", 1895),
          new SampleProduct("M", "Manual", 125),
          new SampleProduct("C2", "CARRIAGE", 5000));

  static final SampleProduct DISCOUNT = new SampleProduct("D", "Discount", 2750);
  static final SampleProduct FEE = new SampleProduct("AMAZONFEE", "AMAZON FEE", 1354133);
  static final SampleProduct CHARGES = new SampleProduct("BANK CHARGES", "Bank Charges", 1500);
  static final SampleProduct BAD_DEBT = new SampleProduct("B", "Adjust bad debt", -1106206);
  static final SampleProduct VOUCHER =
      new SampleProduct("gift_0001_40", "Dotcomgiftshop Gift Voucher £40.00", 3404);

  private static final int CATALOGUE_SIZE = 900;
  private static final String[] LOOKS = {
    "WHITE", "RED RETROSPOT", "VINTAGE", "PINK POLKADOT", "BLUE", "JUMBO", "SET OF 6", "SMALL",
    "REGENCY", "HANGING", "WOODEN", "SET/5", "PARTY", "IVORY", "GREEN", "CHRISTMAS"
  };
  private static final String[] MOTIFS = {
    "HEART",
    "STAR",
    "DOILY",
    "CUPID",
    "FELTCRAFT",
    "SPACEBOY",
    "ROSE",
    "PAISLEY",
    "BIRD",
    "STRAWBERRY",
    "\"LOVE\"",
    "CLASSIC, LARGE,",
    "PANTRY",
    "ALPHABET"
  };
  private static final String[] THINGS = {
    "T-LIGHT HOLDER", "LANTERN", "BAG", "MUG", "CAKE STAND", "BUNTING", "LUNCH BOX", "JAM JAR",
    "DOORMAT", "WRAP", "FRAME 7\"", "COAT HANGER", "KEY RING", "NAPKINS", "CLOCK ", "BOWL"
  };
  private static final int[] PENCE = {
    125, 165, 85, 295, 42, 495, 375, 210, 246, 208, 83, 413, 195, 145, 255, 163, 329, 39, 595, 65,
    1275, 1095, 850, 19, 1695
  };

  /** The shop's catalogue, the same for the same state of the random numbers. */
  static List<SampleProduct> catalogue(Random random) {
    List<SampleProduct> products = new ArrayList<>(CATALOGUE_SIZE);
    for (int i = 0; i < CATALOGUE_SIZE; i++) {
      String code = String.valueOf(20_000 + i * 71);
      String variant =
          random.nextInt(5) == 0 ? String.valueOf((char) ('A' + random.nextInt(7))) : "";
      String description =
          any(LOOKS, random) + " " + any(MOTIFS, random) + " " + any(THINGS, random);
      products.add(
          new SampleProduct(code + variant, description, PENCE[random.nextInt(PENCE.length)]));
    }
    return products;
  }

  private static String any(String[] words, Random random) {
    // Squared: a few words do most of the work, as they do in the real catalogue.
    double at = random.nextDouble();
    return words[(int) (at * at * words.length)];
  }

  SampleProduct describedAs(String text) {
    return new SampleProduct(code, text, pence);
  }

  SampleProduct pricedAt(long hundredths) {
    return new SampleProduct(code, description, hundredths);
  }
}
