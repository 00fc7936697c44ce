package org.subaccounts.billing.plan;

import io.vertx.sqlclient.Row;
import org.subaccounts.billing.money.Money;

/** Pricings in the tables: {@code base_fee_minor}, {@code included_volume}, {@code tiers}, beside the plan's {@code currency}. */
public final class PlanRows {
    private PlanRows() {}

    public static PricingPlan pricing(Row row) {
        return new StoredPricing(
                        row.getLong("base_fee_minor"),
                        row.getLong("included_volume"),
                        StoredPricing.readTiers(row.getJsonArray("tiers").encode()))
                .in(Money.currency(row.getString("currency")));
    }
}
