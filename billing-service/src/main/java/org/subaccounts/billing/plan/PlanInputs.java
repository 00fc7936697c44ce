package org.subaccounts.billing.plan;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.subaccounts.billing.money.Money;
import org.subaccounts.billing.plan.PricingPlan.Tier;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.http.Refusal;

/**
 * Limits of what an operator may set. With the highest price, the largest volume costs 10^18 minor units, which 64 bits hold
 * nine times.
 */
public final class PlanInputs {
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final int MAX_NAME = 255;
    private static final int MAX_TIERS = 20;
    private static final int MAX_PRICE_DECIMALS = 6;
    private static final int MIN_PRICE_DECIMALS = 2;
    private static final int FIRST_YEAR = 2000;
    private static final int LAST_YEAR = 2999;
    private static final long MAX_VOLUME = 1_000_000_000_000_000L;
    private static final long MAX_BASE_FEE_MINOR_UNITS = 1_000_000_000_000L;
    private static final long MAX_PRICE_MINOR_UNITS = 1_000_000L;

    private PlanInputs() {}

    /** {@code volume_up_to} is null or left out in the last one. */
    @Schema(
            name = "PlanTierRequest",
            requiredProperties = {"price_per_thousand"})
    public record TierRequest(
            @Schema(
                    minimum = "1",
                    maximum = "1000000000000000",
                    description =
                            "The last message beyond the included ones that has this price; null in the last tier.")
            @Nullable Long volumeUpTo,

            @Schema(minimum = "0", description = "For 1,000 messages, in whole units; at most 6 decimals.") @Nullable BigDecimal pricePerThousand) {}

    public static String id(@Nullable String id) {
        if (id == null || !ID.matcher(id).matches()) {
            throw Refusal.badRequest(
                    "id must be 1 to 64 lower case letters, digits and hyphens, and begin with no hyphen");
        }
        if (id.equals(PlanInForce.DEFAULT_ID)) {
            throw Refusal.badRequest("id must not be " + PlanInForce.DEFAULT_ID + ": that is the configured plan");
        }
        return id;
    }

    /** The plan of a path: what is no id of a plan is not found. */
    public static String existingId(String id) {
        if (!ID.matcher(id).matches()) {
            throw new PlanRefusal.NotFound();
        }
        return id;
    }

    /** The plan of a body. */
    public static String planId(@Nullable String id) {
        return existingId(Inputs.text("plan_id", id, MAX_NAME));
    }

    public static String name(@Nullable String name) {
        return Inputs.text("name", name, MAX_NAME);
    }

    /** ISO 4217, in any case; no gold, no testing codes. */
    public static Currency currency(@Nullable String code) {
        try {
            return Money.currency(Inputs.text("currency", code, MAX_NAME));
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest("currency must be an ISO 4217 code of a currency with a minor unit, such as usd");
        }
    }

    /** A date of ISO 8601, or that one if it is left out. */
    public static LocalDate effectiveFrom(@Nullable String date, LocalDate otherwise) {
        LocalDate given = effectiveFrom(date);
        return given == null ? otherwise : given;
    }

    public static @Nullable LocalDate effectiveFrom(@Nullable String date) {
        if (date == null) {
            return null;
        }
        if (DATE.matcher(date).matches()) {
            try {
                LocalDate parsed = LocalDate.parse(date);
                if (parsed.getYear() >= FIRST_YEAR && parsed.getYear() <= LAST_YEAR) {
                    return parsed;
                }
            } catch (DateTimeException e) {
                throw notADate();
            }
        }
        throw notADate();
    }

    public static PricingPlan pricing(
            Currency currency,
            @Nullable BigDecimal baseFee,
            @Nullable Long includedVolume,
            @Nullable List<@Nullable TierRequest> tiers) {
        return new PricingPlan(
                baseFee(currency, baseFee),
                includedVolume == null ? 0 : Inputs.wholeNumber("included_volume", includedVolume, 0, MAX_VOLUME),
                tiers(currency, tiers));
    }

    private static Money baseFee(Currency currency, @Nullable BigDecimal amount) {
        BigDecimal most = new Money(MAX_BASE_FEE_MINOR_UNITS, currency).amount();
        if (amount == null || isOutside(amount, most) || decimals(amount) > most.scale()) {
            throw Refusal.badRequest("base_fee must be a number from 0 to " + most.toPlainString() + " with at most "
                    + most.scale() + " decimals");
        }
        return Money.exact(amount, currency);
    }

    private static List<Tier> tiers(Currency currency, @Nullable List<@Nullable TierRequest> requests) {
        if (requests == null || requests.size() > MAX_TIERS) {
            throw Refusal.badRequest("tiers must be a list of at most " + MAX_TIERS
                    + ", empty if nothing is charged beyond the included volume");
        }
        List<Tier> tiers = new ArrayList<>(requests.size());
        long before = 0;
        for (int i = 0; i < requests.size(); i++) {
            String field = "tiers[" + i + "]";
            TierRequest request = requests.get(i);
            if (request == null) {
                throw Refusal.badRequest(field + " must be an object");
            }
            long upTo = volumeUpTo(field, request.volumeUpTo(), before, i == requests.size() - 1);
            tiers.add(new Tier(upTo, price(field, currency, request.pricePerThousand())));
            before = upTo;
        }
        return tiers;
    }

    private static long volumeUpTo(String field, @Nullable Long volume, long before, boolean last) {
        if (!last) {
            return Inputs.wholeNumber(field + ".volume_up_to", volume, before + 1, MAX_VOLUME);
        }
        if (volume != null) {
            throw Refusal.badRequest(field + ".volume_up_to must be null: the last tier has no end");
        }
        return Tier.NO_END;
    }

    private static BigDecimal price(String field, Currency currency, @Nullable BigDecimal price) {
        BigDecimal most = new Money(MAX_PRICE_MINOR_UNITS, currency).amount();
        if (price == null || isOutside(price, most) || decimals(price) > MAX_PRICE_DECIMALS) {
            throw Refusal.badRequest(field + ".price_per_thousand must be a number from 0 to " + most.toPlainString()
                    + " with at most " + MAX_PRICE_DECIMALS + " decimals");
        }
        return price.setScale(Math.max(MIN_PRICE_DECIMALS, decimals(price)));
    }

    private static boolean isOutside(BigDecimal amount, BigDecimal most) {
        return amount.signum() < 0 || amount.compareTo(most) > 0;
    }

    private static int decimals(BigDecimal amount) {
        return amount.signum() == 0 ? 0 : amount.stripTrailingZeros().scale();
    }

    private static Refusal notADate() {
        return Refusal.badRequest(
                "effective_from must be a date such as 2026-11-01, from " + FIRST_YEAR + " to " + LAST_YEAR);
    }
}
