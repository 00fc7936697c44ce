package org.subaccounts.billing.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.money.Money;
import org.subaccounts.billing.plan.PricingPlan.Tier;

/**
 * A pricing as it is stored, in events and in tables. Amounts in minor units, prices as decimal text so that no digit is
 * lost. The currency stands beside it.
 */
public record StoredPricing(
        @JsonProperty("base_fee_minor_units") long baseFeeMinorUnits,
        @JsonProperty("included_volume") long includedVolume,
        @JsonProperty("tiers") List<StoredTier> tiers) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<List<StoredTier>> TIERS = new TypeReference<>() {};

    /** {@code volumeUpTo} of null: no end; the price is in whole currency units. */
    public record StoredTier(
            @JsonProperty("volume_up_to") @Nullable Long volumeUpTo,
            @JsonProperty("price_per_thousand") String pricePerThousand) {}

    public StoredPricing {
        tiers = List.copyOf(tiers);
    }

    public static StoredPricing of(PricingPlan pricing) {
        return new StoredPricing(
                pricing.baseFee().minorUnits(),
                pricing.includedVolume(),
                pricing.tiers().stream()
                        .map(tier -> new StoredTier(
                                tier.volumeUpTo() == Tier.NO_END ? null : tier.volumeUpTo(),
                                tier.pricePerThousand().toPlainString()))
                        .toList());
    }

    public PricingPlan in(Currency currency) {
        return new PricingPlan(
                new Money(baseFeeMinorUnits, currency),
                includedVolume,
                tiers.stream().map(StoredPricing::tier).toList());
    }

    private static Tier tier(StoredTier stored) {
        Long upTo = stored.volumeUpTo();
        return new Tier(upTo == null ? Tier.NO_END : upTo, new BigDecimal(stored.pricePerThousand()));
    }

    public static StoredPricing read(String json) {
        try {
            return JSON.readValue(json, StoredPricing.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no pricing: " + json, e);
        }
    }

    /** Of the tiers alone, as {@link #writeTiers} has them. */
    public static List<StoredTier> readTiers(String json) {
        try {
            return JSON.readValue(json, TIERS);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no tiers: " + json, e);
        }
    }

    public String write() {
        return write(this);
    }

    public String writeTiers() {
        return write(tiers);
    }

    private static String write(Object part) {
        try {
            return JSON.writeValueAsString(part);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
