package dev.millrace.connect.files;

import dev.millrace.connect.files.shop.Address;
import dev.millrace.connect.files.shop.Order;
import dev.millrace.connect.files.shop.Status;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Objects of the class that Avro generated from {@code order.avsc}. */
final class Orders {
  private static final List<String> WORDS = List.of("", "a", "Zoë", "two words", "\uD83D\uDE00");

  private Orders() {}

  static Order random(Random random) {
    Order order = new Order();
    order.setId(random.nextLong());
    order.setCustomerName(word(random));
    order.setClass$(random.nextInt());
    order.setStatus(List.of(Status.values()).get(random.nextInt(3)));
    order.setPlaced(Instant.ofEpochMilli(random.nextLong() >> 20));
    order.setSeen(Instant.ofEpochSecond(random.nextInt(), 1000L * random.nextInt(1_000_000)));
    order.setPaid(maybe(random, Instant.ofEpochMilli(random.nextInt())));
    order.setDay(LocalDate.ofEpochDay(random.nextInt(40_000) - 20_000));
    order.setPrice(new BigDecimal(BigInteger.valueOf(random.nextInt()), 2));
    order.setAmount(random.nextDouble() * (random.nextBoolean() ? 1e300 : -1));
    order.setWeight(random.nextFloat());
    order.setGift$0(random.nextBoolean());
    order.setGift$1(random.nextBoolean());
    order.setDiscount(maybe(random, random.nextDouble()));
    order.setNote(maybe(random, word(random)));
    List<String> tags = new ArrayList<>();
    Map<String, Long> counts = new HashMap<>();
    List<Address> former = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      tags.add(word(random));
      counts.put(word(random), random.nextLong());
      former.add(address(random));
    }
    order.setTags(tags);
    order.setCounts(counts);
    order.setHome(address(random));
    order.setWork(maybe(random, address(random)));
    order.setFormer(former);
    return order;
  }

  private static Address address(Random random) {
    return new Address(word(random), maybe(random, random.nextInt()), word(random));
  }

  private static <T> @Nullable T maybe(Random random, T value) {
    return random.nextInt(3) == 0 ? null : value;
  }

  private static String word(Random random) {
    return WORDS.get(random.nextInt(WORDS.size()));
  }

  static List<Order> random(long seed, int count) {
    Random random = new Random(seed);
    List<Order> orders = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      orders.add(random(random));
    }
    return orders;
  }
}
