package ${package};

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An order as the shop's export has it. Columns are found by name: {@code order_id} is {@link
 * #orderId}.
 *
 * @param amount with its currency: {@code 24.90 EUR}
 */
public record RawOrder(
    String orderId, @Nullable String customerId, Instant placedAt, String amount, String country) {}
